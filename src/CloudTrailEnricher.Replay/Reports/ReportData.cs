using System.Buffers;
using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// The data of the page. The writer's default encoder escapes &lt;, &gt;, &amp;, quotes and everything outside of ASCII, so that no value
/// can end the script element that holds it. Strings that repeat stand in one list and are named by their place.
/// </summary>
internal sealed class ReportData
{
    private readonly Dictionary<string, int> _places = [];
    private readonly List<string> _strings = [];
    private readonly Utf8JsonWriter _json;

    private ReportData(Utf8JsonWriter json) => _json = json;

    public static void Write(IBufferWriter<byte> output, CompletedReplay result)
    {
        using var json = new Utf8JsonWriter(output);
        new ReportData(json).Write(result);
    }

    private void Write(CompletedReplay result)
    {
        _json.WriteStartObject();
        WriteTotals(result);
        WriteBreakdowns(result);
        WriteSessions(result);
        WriteStillRedacted(result);
        WriteFailures(result);
        _json.WriteStartArray("strings");
        _strings.ForEach(_json.WriteStringValue);
        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void WriteTotals(CompletedReplay result)
    {
        _json.WriteString("version", CopyDescription.CurrentVersion);
        _json.WriteStartObject("totals");
        _json.WriteNumber("files", result.Files);
        _json.WriteNumber("enriched", result.Enriched);
        _json.WriteNumber("copied", result.Copied);
        _json.WriteNumber("complete", result.Complete);
        _json.WriteNumber("failed", result.Failed);
        _json.WriteNumber("records", result.Records);
        _json.WriteNumber("events", result.ConsoleEvents.Redacted);
        _json.WriteNumber("lookAlikes", result.LookAlikes);
        _json.WriteEndObject();
    }

    private void WriteBreakdowns(CompletedReplay result)
    {
        _json.WritePropertyName("all");
        WriteBreakdown("", result.Addresses + result.Agents);
        WriteBreakdowns("services", result.Services);
        WriteBreakdowns("accounts", result.Accounts);
    }

    private void WriteBreakdowns(string name, IReadOnlyList<Breakdown> breakdowns)
    {
        _json.WriteStartArray(name);
        foreach (var one in breakdowns)
        {
            WriteBreakdown(one.Name, one.Events);
        }

        _json.WriteEndArray();
    }

    private void WriteBreakdown(string name, MatchTotals fields)
    {
        _json.WriteStartArray();
        _json.WriteStringValue(name);
        _json.WriteNumberValue(fields.BySignIn);
        _json.WriteNumberValue(fields.ByBrowserSibling);
        _json.WriteNumberValue(fields.Ambiguous);
        _json.WriteNumberValue(fields.Unresolved);
        _json.WriteEndArray();
    }

    /// <summary>A session: ARN, creation date, its evidence and its redacted events, each in rows.</summary>
    private void WriteSessions(CompletedReplay result)
    {
        _json.WriteStartArray("sessions");
        foreach (var session in result.Sessions)
        {
            _json.WriteStartObject();
            _json.WriteString("arn", session.Key.PrincipalArn);
            _json.WriteString("created", session.Key.CreationDate.ToString());
            _json.WriteNumber("recovered", session.Recovered);
            _json.WriteStartArray("evidence");
            foreach (var evidence in session.Evidence)
            {
                WriteEvidence(evidence);
            }

            _json.WriteEndArray();
            _json.WriteStartArray("events");
            foreach (var outcome in session.Counts.Events)
            {
                WriteEvent(outcome);
            }

            _json.WriteEndArray();
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteEvidence(Evidence evidence)
    {
        _json.WriteStartArray();
        _json.WriteStringValue(evidence.EventTime.ToString());
        _json.WriteNumberValue(evidence.Kind == EvidenceKind.SignIn ? 1 : 0);
        WritePlace(evidence.EventName);
        WritePlace(evidence.AwsRegion);
        WritePlace(evidence.SourceIPAddress);
        WritePlace(evidence.UserAgent);
        _json.WriteStringValue(evidence.EventId);
        _json.WriteEndArray();
    }

    private void WriteEvent(RecordOutcome outcome)
    {
        _json.WriteStartArray();
        _json.WriteStringValue(outcome.EventTime);
        WritePlace(outcome.EventName);
        WritePlace(outcome.EventSource);
        WritePlace(outcome.AwsRegion);
        WritePlace(outcome.Source.SourceIPAddress?.Evidence.SourceIPAddress ?? outcome.OwnAddress);
        WriteMatch(outcome, RedactedField.SourceIPAddress);
        WriteMatch(outcome, RedactedField.UserAgent);
        _json.WriteStringValue(outcome.EventId);
        _json.WriteEndArray();
    }

    private void WriteMatch(RecordOutcome outcome, RedactedField field)
    {
        if (outcome.Redacted.Has(field))
        {
            _json.WriteStringValue(outcome.Match[field].Name());
        }
        else
        {
            _json.WriteNullValue();
        }
    }

    /// <summary>The events that stay redacted: time, event, service, region, principal, fields, kind, reason, id.</summary>
    private void WriteStillRedacted(CompletedReplay result)
    {
        _json.WriteStartArray("unresolved");
        foreach (var outcome in result.StillRedacted.Concat(result.LookAlikeEvents))
        {
            _json.WriteStartArray();
            _json.WriteStringValue(outcome.EventTime);
            WritePlace(outcome.EventName);
            WritePlace(outcome.EventSource);
            WritePlace(outcome.AwsRegion);
            WritePlace(outcome.PrincipalArn);
            WritePlace(Reasons.Fields(outcome));
            _json.WriteStringValue(Reasons.Kind(outcome));
            WritePlace(Reasons.InWords(outcome));
            _json.WriteStringValue(outcome.EventId);
            _json.WriteEndArray();
        }

        _json.WriteEndArray();
    }

    private void WriteFailures(CompletedReplay result)
    {
        _json.WriteStartArray("failures");
        foreach (var failure in result.Failures)
        {
            _json.WriteStartArray();
            _json.WriteStringValue(failure.File);
            _json.WriteStringValue(failure.Reason);
            _json.WriteEndArray();
        }

        _json.WriteEndArray();
    }

    private void WritePlace(string? text)
    {
        if (text is null)
        {
            _json.WriteNullValue();
            return;
        }

        if (!_places.TryGetValue(text, out var place))
        {
            place = _strings.Count;
            _places.Add(text, place);
            _strings.Add(text);
        }

        _json.WriteNumberValue(place);
    }
}
