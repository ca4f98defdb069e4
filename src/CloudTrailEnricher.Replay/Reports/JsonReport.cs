using System.Text.Json;
using CloudTrailEnricher.Copies;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// Prints the result for programs: one JSON document, with lists that have an end however much there is. Its form is
/// <c>docs/replay.schema.json</c>.
/// </summary>
internal static class JsonReport
{
    /// <summary>Changes when a member is taken away or means something else.</summary>
    private const int FormVersion = 2;

    /// <summary>Writes the document.</summary>
    public static void Write(CompletedReplay result, TextWriter output) => SpooledJson.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteString("format", "cloudtrail-enricher-replay");
        json.WriteNumber("version", FormVersion);
        json.WriteString("programVersion", CopyDescription.CurrentVersion);
        TotalsJson.Write(json, result);
        WriteSessions(json, result);
        WriteEvents(json, "stillRedacted", result.StillRedacted);
        WriteEvents(json, "lookAlikes", result.LookAlikeEvents);
        FailuresJson.Write(json, result.Failures);
        TotalsJson.WritePassedOver(json, result);
        TotalsJson.WriteVerified(json, result);
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
            if (session.Counts.Origin is { } origin)
            {
                json.WriteString("origin", origin);
            }

            json.WriteNumber("events", session.EventCount);
            json.WriteNumber("recovered", session.Recovered);
            json.WriteNumber("stillRedacted", session.StillRedacted);
            json.WriteString("firstEvent", session.Counts.FirstEvent);
            json.WriteString("lastEvent", session.Counts.LastEvent);
            json.WriteStartArray("seenFrom");
            foreach (var address in session.SeenFrom)
            {
                json.WriteStringValue(address);
            }

            json.WriteEndArray();
            WriteEvidence(json, session);
            json.WriteEndObject();
            SpooledJson.FlushIfMuch(json);
        }

        json.WriteEndArray();
    }

    private static void WriteEvidence(Utf8JsonWriter json, SessionResult session)
    {
        json.WriteStartArray("evidence");
        foreach (var evidence in session.Evidence)
        {
            json.WriteStartObject();
            EvidenceJson.WriteMembers(json, evidence);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteEvents(Utf8JsonWriter json, string name, IReadOnlyList<RecordOutcome> events)
    {
        json.WriteStartArray(name);
        foreach (var outcome in events)
        {
            json.WriteStartObject();
            EventJson.WriteMembers(json, outcome);
            json.WriteEndObject();
            SpooledJson.FlushIfMuch(json);
        }

        json.WriteEndArray();
    }
}
