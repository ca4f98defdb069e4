using System.Text.Encodings.Web;
using System.Text.Json;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>Prints the result for programs: one JSON document, with lists that have an end however much there is.</summary>
internal static class JsonReport
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(CompletedReplay result, TextWriter output)
    {
        // By way of a file: a large result put together in memory would take more of it than the run did.
        var path = Path.Join(Path.GetTempPath(), $"replay-{Guid.NewGuid():N}.json");
        using var bytes = new FileStream(
            path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        using (var json = new Utf8JsonWriter(bytes, Indented))
        {
            json.WriteStartObject();
            WriteSessions(json, result);
            WriteStillRedacted(json, result);
            FailuresJson.Write(json, result.Failures);
            WritePassedOver(json, result);
            WriteVerified(json, result);
            WriteTotals(json, result);
            json.WriteEndObject();
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

    private static void FlushIfMuch(Utf8JsonWriter json)
    {
        if (json.BytesPending > 1 << 16)
        {
            json.Flush();
        }
    }

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
            foreach (var evidence in session.Evidence.Order(Comparer<Evidence>.Create((left, right) => left.First.CompareTo(right.First))))
            {
                json.WriteStartObject();
                EvidenceJson.WriteMembers(json, evidence);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
            FlushIfMuch(json);
        }

        json.WriteEndArray();
    }

    private static void WriteStillRedacted(Utf8JsonWriter json, CompletedReplay result)
    {
        json.WriteStartArray("stillRedacted");
        foreach (var outcome in result.StillRedacted)
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
            FlushIfMuch(json);
        }

        json.WriteEndArray();
    }

    private static void WritePassedOver(Utf8JsonWriter json, CompletedReplay result)
    {
        if (result.PassedOver.Count == 0)
        {
            return;
        }

        json.WriteStartArray("passedOver");
        foreach (var one in result.PassedOver)
        {
            json.WriteStartObject();
            json.WriteString("kind", one.Name);
            json.WriteNumber("count", one.Count);
            json.WriteStartArray("first");
            foreach (var name in one.First)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteVerified(Utf8JsonWriter json, CompletedReplay result)
    {
        if (result.Verified is not { } verified)
        {
            return;
        }

        json.WriteStartObject("verified");
        json.WriteNumber("sound", verified.Sound);
        json.WriteStartArray("mended");
        foreach (var copy in verified.Mended)
        {
            json.WriteStartObject();
            json.WriteString("copy", copy.File);
            json.WriteString("reason", copy.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTotals(Utf8JsonWriter json, CompletedReplay result)
    {
        json.WriteStartObject("totals");
        json.WriteNumber("files", result.Files);
        json.WriteNumber("enriched", result.Enriched);
        json.WriteNumber("copied", result.Copied);
        json.WriteNumber("failed", result.Failed);
        json.WriteNumber("skipped", result.Skipped);
        json.WriteNumber("records", result.Records);
        json.WriteNumber("lookAlikes", result.LookAlikes);
        WriteFields(json, "sourceIPAddress", result.Addresses);
        WriteFields(json, "userAgent", result.Agents);
        WriteAgents(json, result.AgentRecords);
        WriteIfAny(json, "completeBefore", result.Complete);
        WriteIfAny(json, "sessionsNotListed", result.MoreSessions);
        WriteIfAny(json, "stillRedactedNotListed", result.StillRedactedEvents - result.StillRedacted.Count);
        WriteIfAny(json, "failuresNotListed", result.Failed - result.Failures.Count);
        if (result.FoundNoLogFile)
        {
            json.WriteString("foundNoLogFile", result.LookedFor);
        }

        if (result.IsInterrupted)
        {
            json.WriteBoolean("interrupted", true);
        }

        json.WriteEndObject();
    }

    private static void WriteAgents(Utf8JsonWriter json, AgentTotals totals)
    {
        if (totals.Records + totals.RequestsWithoutRecord == 0)
        {
            return;
        }

        json.WriteStartObject("agents");
        json.WriteNumber("records", totals.Records);
        json.WriteNumber(Match.McpCall.Name(), totals.Of(Reason.None));
        foreach (var (reason, count) in totals.ByReason.Where(one => one.Key != Reason.None).OrderBy(one => one.Key))
        {
            json.WriteNumber(reason.Code(), count);
        }

        json.WriteNumber("requestsWithoutRecord", totals.RequestsWithoutRecord);
        json.WriteEndObject();
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, long number)
    {
        if (number > 0)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void WriteFields(Utf8JsonWriter json, string field, FieldTotals totals)
    {
        json.WriteStartObject(field);
        json.WriteNumber("redacted", totals.Redacted);
        json.WriteNumber(Match.SignIn.Name(), totals.BySignIn);
        json.WriteNumber(Match.BrowserSibling.Name(), totals.ByBrowserSibling);
        json.WriteNumber(Match.Ambiguous.Name(), totals.Ambiguous);
        json.WriteNumber(Match.None.Name(), totals.Unresolved);
        json.WriteEndObject();
    }
}
