using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// The data of the page. The writer's default encoder escapes &lt;, &gt;, &amp;, quotes and everything outside of ASCII, so that no value
/// can end the script element that holds it. Strings that repeat stand in one list and are named by their place.
/// </summary>
internal sealed class ReportData
{
    /// <summary>The sessions that matter most; a page with all of very many would be slow to open.</summary>
    public const int MostSessions = 1000;

    private const int MostFailures = 1000;
    private const int MostNames = 500;

    private readonly Strings _strings = new();
    private readonly Utf8JsonWriter _json;

    private ReportData(Utf8JsonWriter json) => _json = json;

    /// <summary>Writes the data.</summary>
    public static void Write(IBufferWriter<byte> output, CompletedReplay result, ReportHeading heading)
    {
        using var json = new Utf8JsonWriter(output);
        new ReportData(json).Write(result, heading);
    }

    private void Write(CompletedReplay result, ReportHeading heading)
    {
        _json.WriteStartObject();
        WriteHeading(result, heading);
        WriteTotals(result);
        WriteReasons("reasons", result.Reasons);
        WriteReasons("lookAlikes", result.LookAlikeReasons);
        WriteHistogram(result.OverTime);
        WriteBreakdowns("services", result.Services);
        WriteBreakdowns("accounts", result.Accounts);
        new SessionData(_json, _strings, result.StillRedacted).Write([.. result.Sessions.Order(SessionResult.ByWeight).Take(MostSessions)]);
        WriteStillRedacted(result);
        WriteFailures(result);
        _strings.Write(_json);
        _json.WriteEndObject();
    }

    private void WriteHeading(CompletedReplay result, ReportHeading heading)
    {
        _json.WriteString("version", CopyDescription.CurrentVersion);
        _json.WriteString("made", heading.Made.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        _json.WriteStartArray("inputs");
        foreach (var input in heading.Inputs)
        {
            _json.WriteStringValue(HiddenCharacters.Replace(input));
        }

        _json.WriteEndArray();
        _json.WriteString("inputsForShell", heading.InputsForShell);
        _json.WriteString("from", result.Sessions.Select(one => one.Counts.FirstEvent).Min(StringComparer.Ordinal) ?? "");
        _json.WriteString("to", result.Sessions.Select(one => one.Counts.LastEvent).Max(StringComparer.Ordinal) ?? "");
        _json.WriteBoolean("interrupted", result.IsInterrupted);
    }

    private void WriteTotals(CompletedReplay result)
    {
        _json.WriteStartObject("totals");
        _json.WriteNumber("files", result.Files);
        _json.WriteNumber("enriched", result.Enriched);
        _json.WriteNumber("copied", result.Copied);
        _json.WriteNumber("complete", result.Complete);
        _json.WriteNumber("failed", result.Failed);
        _json.WriteNumber("records", result.Records);
        _json.WriteNumber("sessions", result.SessionCount);
        _json.WriteNumber("lookAlikes", result.LookAlikes);
        WriteMatches("events", result.ConsoleEvents);
        WriteMatches("addresses", result.Addresses);
        WriteMatches("agents", result.Agents);
        _json.WriteEndObject();
    }

    private void WriteReasons(string name, IReadOnlyList<ReasonCount> reasons)
    {
        _json.WriteStartArray(name);
        foreach (var one in reasons)
        {
            _json.WriteStartArray();
            _json.WriteStringValue(one.Reason.Code());
            _json.WriteStringValue(Reasons.Meaning(one.Reason));
            _json.WriteNumberValue(one.Events);
            _json.WriteEndArray();
        }

        _json.WriteEndArray();
    }

    private void WriteHistogram(Histogram histogram)
    {
        _json.WriteStartObject("histogram");
        _json.WriteNumber("hours", histogram.Hours);
        _json.WriteStartArray("bars");
        foreach (var bar in histogram.Bars)
        {
            _json.WriteStartArray();
            _json.WriteNumberValue(bar.Start.ToUnixTimeSeconds() / 3600 / histogram.Hours);
            _json.WriteNumberValue(bar.Events.Recovered);
            _json.WriteNumberValue(bar.Events.StillRedacted);
            _json.WriteEndArray();
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void WriteBreakdowns(string name, IReadOnlyList<Breakdown> breakdowns)
    {
        _json.WriteStartArray(name);
        foreach (var one in breakdowns.Take(MostNames))
        {
            WriteBreakdown(one.Name, one.Events);
        }

        if (breakdowns.Count > MostNames)
        {
            WriteBreakdown(
                $"({breakdowns.Count - MostNames:N0} others)",
                breakdowns.Skip(MostNames).Aggregate(default(MatchTotals), (sum, one) => sum + one.Events));
        }

        _json.WriteEndArray();
    }

    private void WriteBreakdown(string name, MatchTotals events)
    {
        _json.WriteStartArray();
        _json.WriteStringValue(name);
        MatchData.WriteValues(_json, events);
        _json.WriteEndArray();
    }

    private void WriteMatches(string name, MatchTotals totals)
    {
        _json.WriteStartArray(name);
        MatchData.WriteValues(_json, totals);
        _json.WriteEndArray();
    }

    /// <summary>The events that stay redacted: time, event, service, region, principal, session, fields, kind, reason, id.</summary>
    private void WriteStillRedacted(CompletedReplay result)
    {
        _json.WriteStartArray("unresolved");
        foreach (var outcome in result.StillRedacted)
        {
            _json.WriteStartArray();
            _json.WriteStringValue(outcome.EventTime);
            _strings.WritePlace(_json, outcome.EventName);
            _strings.WritePlace(_json, outcome.EventSource);
            _strings.WritePlace(_json, outcome.AwsRegion);
            _strings.WritePlace(_json, outcome.PrincipalArn);
            _strings.WritePlace(_json, outcome.Session.CreationDate.ToString());
            _strings.WritePlace(_json, Reasons.Fields(outcome));
            _json.WriteStringValue(EventMatch.Of(outcome).Name());
            _strings.WritePlace(_json, Reasons.InWords(outcome));
            _json.WriteStringValue(outcome.EventId);
            _json.WriteEndArray();
        }

        _json.WriteEndArray();
    }

    private void WriteFailures(CompletedReplay result)
    {
        _json.WriteStartArray("failures");
        foreach (var failure in result.Failures.Take(MostFailures))
        {
            _json.WriteStartArray();
            _json.WriteStringValue(failure.File);
            _json.WriteStringValue(failure.Reason);
            _json.WriteEndArray();
        }

        _json.WriteEndArray();
    }
}
