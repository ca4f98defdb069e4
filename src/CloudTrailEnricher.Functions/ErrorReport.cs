using System.Buffers;
using System.Text.Json;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Functions;

/// <summary>
/// An error as Lambda takes it (Lambda manual, "Runtime API"): the type's name and the message, which the managed runtime takes of the
/// exception by itself. Lambda logs and keeps it, so it must hold no record content, no address and no agent.
/// </summary>
/// <param name="Type">The error's kind.</param>
/// <param name="Message">What went wrong, where, and what to do.</param>
public sealed record ErrorReport(string Type, string Message)
{
    /// <summary>Describes an error that may be reported as it is.</summary>
    /// <param name="e">What <see cref="Reportable"/> gave.</param>
    public static ErrorReport Of(Exception e) => new(e.GetType().Name, e.Message);

    /// <summary>The error itself where its message may be shown; otherwise one that names only its type and place.</summary>
    public static Exception Reportable(Exception e)
    {
        // Settings are read before any record is.
        return e is AwsSettingsException || Failure.Reason(e) == e.Message ? e : new FunctionException(Failure.Reason(e));
    }

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

/// <summary>A function failed for a reason that nobody foresaw, or ran out of time.</summary>
/// <param name="message">The kind of error and its place: nothing of what was read.</param>
public sealed class FunctionException(string message) : Exception(message);
