using System.Text.Json;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// The JSON document as it was before it had a version: fields and reasons as joined text, look-alikes among what stays redacted. It goes
/// with the next release.
/// </summary>
internal static class JsonReportV1
{
    /// <summary>Writes the document.</summary>
    public static void Write(CompletedReplay result, TextWriter output) => SpooledJson.Write(output, json =>
    {
        json.WriteStartObject();
        WriteSessions(json, result);
        WriteStillRedacted(json, result);
        FailuresJson.Write(json, result.Failures);
        TotalsJson.WritePassedOver(json, result);
        TotalsJson.WriteVerified(json, result);
        TotalsJson.Write(json, result);
        json.WriteEndObject();
    });

    private static void WriteSessions(Utf8JsonWriter json, CompletedReplay result)
    {
        json.WriteStartArray("sessions");
        foreach (var session in result.Sessions)
        {
            json.WriteStartObject();
            json.WriteString("principalArn", session.Key.PrincipalArn);
            json.WriteString("creationDate", session.Key.CreationDate.ToString());
            json.WriteNumber("events", session.EventCount);
            json.WriteNumber("recovered", session.Recovered);
            json.WriteStartArray("evidence");
            foreach (var evidence in session.Evidence)
            {
                json.WriteStartObject();
                EvidenceJson.WriteMembers(json, evidence);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
            SpooledJson.FlushIfMuch(json);
        }

        json.WriteEndArray();
    }

    private static void WriteStillRedacted(Utf8JsonWriter json, CompletedReplay result)
    {
        json.WriteStartArray("stillRedacted");
        foreach (var outcome in result.StillRedacted.Concat(result.LookAlikeEvents).OrderBy(one => one.EventTime, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("eventID", outcome.EventId);
            json.WriteString("eventTime", outcome.EventTime);
            json.WriteString("eventSource", outcome.EventSource);
            json.WriteString("eventName", outcome.EventName);
            json.WriteString("awsRegion", outcome.AwsRegion);
            json.WriteString("principalArn", outcome.PrincipalArn);
            json.WriteString("fields", Reasons.Fields(outcome));
            json.WriteString("reason", Reasons.InWords(outcome));
            json.WriteStartArray("reasonCodes");
            foreach (var code in Reasons.Codes(outcome))
            {
                json.WriteStringValue(code);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            SpooledJson.FlushIfMuch(json);
        }

        json.WriteEndArray();
    }
}
