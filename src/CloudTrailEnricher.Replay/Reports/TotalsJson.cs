using System.Text.Json;
using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>What every JSON output says of a run as a whole: its sums, what was passed over, what a comparison found.</summary>
internal static class TotalsJson
{
    /// <summary>Writes the member <c>totals</c> of a document, with how much its lists leave out.</summary>
    public static void Write(Utf8JsonWriter json, CompletedReplay result)
    {
        json.WriteStartObject("totals");
        WriteMembers(json, result);
        WriteIfAny(json, "sessionsNotListed", result.MoreSessions);
        WriteIfAny(json, "stillRedactedNotListed", result.ConsoleEvents.StillRedacted - result.StillRedacted.Count);
        WriteIfAny(json, "lookAlikesNotListed", result.LookAlikes - result.LookAlikeEvents.Count);
        WriteIfAny(json, "failuresNotListed", result.Failed - result.Failures.Count);
        json.WriteEndObject();
    }

    /// <summary>Writes the sums themselves.</summary>
    public static void WriteMembers(Utf8JsonWriter json, CompletedReplay result)
    {
        json.WriteNumber("files", result.Files);
        json.WriteNumber("enriched", result.Enriched);
        json.WriteNumber("copied", result.Copied);
        json.WriteNumber("failed", result.Failed);
        json.WriteNumber("skipped", result.Skipped);
        json.WriteNumber("records", result.Records);
        json.WriteNumber("lookAlikes", result.LookAlikes);
        json.WriteNumber("sessions", result.SessionCount);
        json.WriteStartObject("events");
        json.WriteNumber("redacted", result.ConsoleEvents.Redacted);
        json.WriteNumber("recovered", result.ConsoleEvents.Recovered);
        json.WriteNumber("stillRedacted", result.ConsoleEvents.StillRedacted);
        json.WriteEndObject();
        WriteFields(json, "sourceIPAddress", result.Addresses);
        WriteFields(json, "userAgent", result.Agents);
        WriteAgents(json, result.AgentRecords);
        WriteIfAny(json, "completeBefore", result.Complete);
        if (result.FoundNoLogFile)
        {
            json.WriteString("foundNoLogFile", result.LookedFor);
        }

        if (result.IsInterrupted)
        {
            json.WriteBoolean("interrupted", true);
        }
    }

    private static void WriteAgents(Utf8JsonWriter json, AgentTotals agents)
    {
        if (agents.Records + agents.RequestsWithoutRecord == 0)
        {
            return;
        }

        json.WriteStartObject("agents");
        json.WriteNumber("records", agents.Records);
        json.WriteNumber(Match.McpCall.Name(), agents.Of(Reason.None));
        foreach (var (reason, count) in agents.ByReason.Where(one => one.Key != Reason.None))
        {
            json.WriteNumber(reason.Code(), count);
        }

        json.WriteNumber("requestsWithoutRecord", agents.RequestsWithoutRecord);
        json.WriteEndObject();
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, long number)
    {
        if (number > 0)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void WriteFields(Utf8JsonWriter json, string field, MatchTotals totals)
    {
        json.WriteStartObject(field);
        json.WriteNumber("redacted", totals.Redacted);
        json.WriteNumber(Match.SignIn.Name(), totals.BySignIn);
        json.WriteNumber(Match.BrowserSibling.Name(), totals.ByBrowserSibling);
        json.WriteNumber(Match.Ambiguous.Name(), totals.Ambiguous);
        json.WriteNumber(Match.None.Name(), totals.Unresolved);
        json.WriteEndObject();
    }

    /// <summary>Writes the member <c>passedOver</c>, where there is anything.</summary>
    public static void WritePassedOver(Utf8JsonWriter json, CompletedReplay result)
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

    /// <summary>Writes the member <c>verified</c>, where copies were compared.</summary>
    public static void WriteVerified(Utf8JsonWriter json, CompletedReplay result)
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
}
