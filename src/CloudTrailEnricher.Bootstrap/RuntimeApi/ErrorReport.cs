using System.Buffers;
using System.Text.Json;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Bootstrap.RuntimeApi;

/// <summary>An error as Lambda takes it (Lambda manual, "Runtime API"). It is logged and kept: no record content, no address, no agent.</summary>
/// <param name="Type">The error's kind.</param>
/// <param name="Message">What went wrong, and where.</param>
internal sealed record ErrorReport(string Type, string Message)
{
    /// <summary>Describes why the function cannot start. No record has been read by then, so that every message may be told.</summary>
    public static ErrorReport OfInit(Exception e) => new(e.GetType().Name, e.Message);

    /// <summary>Describes why an invocation failed.</summary>
    public static ErrorReport OfInvocation(Exception e) => new(e.GetType().Name, Failure.Reason(e));

    /// <summary>The report as JSON.</summary>
    public byte[] ToJson()
    {
        var report = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(report))
        {
            json.WriteStartObject();
            json.WriteString("errorType", Type);
            json.WriteString("errorMessage", Message);
            json.WriteEndObject();
        }

        return report.WrittenSpan.ToArray();
    }
}
