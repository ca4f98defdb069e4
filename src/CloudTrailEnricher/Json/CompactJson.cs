using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudTrailEnricher.Json;

/// <summary>Writes JSON that no web page will ever hold, and reads messages.</summary>
internal static class CompactJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Deep enough that no record of a message can make the whole of it unreadable by chance; how deep a record may be is for its reader to
    /// say.
    /// </summary>
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };

    public static string Of(Action<Utf8JsonWriter> write)
    {
        var text = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(text, Options))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>Reads a message.</summary>
    /// <exception cref="FormatException">It is no JSON.</exception>
    public static JsonDocument Parse(string message)
    {
        try
        {
            return JsonDocument.Parse(message, Deep);
        }
        catch (JsonException e)
        {
            throw new FormatException($"not JSON: {e.Message}", e);
        }
    }
}
