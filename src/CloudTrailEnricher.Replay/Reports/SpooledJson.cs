using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// Writes one JSON document by way of a temporary file: a large result put together in memory would take more of it than the run did.
/// </summary>
internal static class SpooledJson
{
    private const int MaxPending = 1 << 16;

    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the document that <paramref name="write"/> makes, and a line feed.</summary>
    public static void Write(TextWriter output, Action<Utf8JsonWriter> write)
    {
        var path = Path.Join(Path.GetTempPath(), $"replay-{Guid.NewGuid():N}.json");
        using var bytes = new FileStream(
            path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        using (var json = new Utf8JsonWriter(bytes, Indented))
        {
            write(json);
        }

        bytes.Position = 0;
        using var text = new StreamReader(bytes);
        var piece = new char[1 << 15];
        while (text.Read(piece) is > 0 and var length)
        {
            HiddenCharacters.WriteEscaped(piece.AsSpan(0, length), output);
        }

        output.WriteLine();
    }

    /// <summary>To be called after each item of a long list.</summary>
    public static void FlushIfMuch(Utf8JsonWriter json)
    {
        if (json.BytesPending > MaxPending)
        {
            json.Flush();
        }
    }
}
