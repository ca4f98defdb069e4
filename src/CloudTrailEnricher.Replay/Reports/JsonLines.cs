using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>One JSON object a line, each with its <c>type</c>: <c>event</c>, then <c>failure</c>, and at the end <c>totals</c>.</summary>
internal sealed class JsonLines(TextWriter output) : EventRows
{
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json =
        new(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <inheritdoc/>
    public override void Dispose() => _json.Dispose();

    /// <inheritdoc/>
    protected override void Write(LogObject file, RecordOutcome outcome) => WriteLine("event", json =>
    {
        json.WriteString("file", file.ToString());
        EventJson.WriteMembers(json, outcome);
    });

    /// <inheritdoc/>
    protected override void WriteEnd(CompletedReplay result)
    {
        foreach (var failure in result.Failures)
        {
            WriteLine("failure", json =>
            {
                json.WriteString("file", failure.File);
                json.WriteString("reason", failure.Reason);
            });
        }

        WriteLine("totals", json => TotalsJson.WriteMembers(json, result));
    }

    private void WriteLine(string type, Action<Utf8JsonWriter> writeMembers)
    {
        _line.ResetWrittenCount();
        _json.Reset(_line);
        _json.WriteStartObject();
        _json.WriteString("type", type);
        writeMembers(_json);
        _json.WriteEndObject();
        _json.Flush();
        HiddenCharacters.WriteEscaped(Encoding.UTF8.GetString(_line.WrittenSpan), output);
        output.Write('\n');
    }
}
