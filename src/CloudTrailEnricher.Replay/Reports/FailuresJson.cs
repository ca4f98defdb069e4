using System.Text.Json;
using CloudTrailEnricher.Replay.Inputs;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>How the inputs that could not be handled read in JSON, wherever the program writes them for programs.</summary>
internal static class FailuresJson
{
    /// <summary>Writes the member <c>failures</c>.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<FileFailure> failures)
    {
        json.WriteStartArray("failures");
        foreach (var failure in failures)
        {
            json.WriteStartObject();
            json.WriteString("file", failure.File);
            json.WriteString("reason", failure.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
