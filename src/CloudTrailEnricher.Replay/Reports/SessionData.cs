using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>The sessions in the page's data: counts, evidence, the first events.</summary>
/// <param name="json">Takes the data.</param>
/// <param name="strings">The strings of the data.</param>
/// <param name="stillRedacted">Events that were kept because they stay redacted; a session's first events may not be among them.</param>
internal sealed class SessionData(Utf8JsonWriter json, Strings strings, IEnumerable<RecordOutcome> stillRedacted)
{
    private readonly ILookup<SessionKey, RecordOutcome> _stillRedacted = stillRedacted.ToLookup(one => one.Session);

    /// <summary>More than a timeline shows apart.</summary>
    private const int MostEvidence = 300;
    private const int MostStillRedacted = 100;

    /// <summary>Writes the member <c>sessions</c>.</summary>
    public void Write(IReadOnlyList<SessionResult> sessions)
    {
        json.WriteStartArray("sessions");
        foreach (var session in sessions)
        {
            json.WriteStartObject();
            json.WriteString("arn", session.Key.PrincipalArn);
            json.WriteString("created", session.Key.CreationDate.ToString());
            json.WriteString("origin", session.Counts.Origin);
            json.WriteStartArray("counts");
            MatchData.WriteValues(json, session.Counts.Totals);
            json.WriteEndArray();
            WriteOpen(session);
            json.WriteNumber("signIns", session.Evidence.Count(one => one.Kind == EvidenceKind.SignIn));
            json.WriteNumber("calls", session.Evidence.Count(one => one.Kind != EvidenceKind.SignIn));
            WriteEvidence(session);
            WriteEvents(session);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>
    /// What stays redacted: how many events, the reason, the fields, ambiguous or none, event names, whether there are more, first time.
    /// </summary>
    private void WriteOpen(SessionResult session)
    {
        json.WriteStartArray("open");
        foreach (var open in session.Counts.Open)
        {
            json.WriteStartArray();
            json.WriteNumberValue(open.Events);
            strings.WritePlace(json, Reasons.InWords(open, session.Key));
            strings.WritePlace(
                json, string.Join(", ", RedactedFieldNames.All.Where(field => open.Fields.Has(field)).Select(field => field.Name())));
            json.WriteStringValue(Reasons.IsAmbiguous(open.Why) ? Match.Ambiguous.Name() : Match.None.Name());
            strings.WritePlace(json, string.Join(", ", open.Names.Values));
            json.WriteBooleanValue(open.Names.HasMore);
            json.WriteStringValue(open.FirstEvent);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    /// <summary>Sign-ins all, of browser calls the first: time, whether it is a sign-in, event, region, address, agent, id.</summary>
    private void WriteEvidence(SessionResult session)
    {
        json.WriteStartArray("evidence");
        foreach (var evidence in session.Evidence.OrderBy(one => one.Kind).Take(MostEvidence))
        {
            json.WriteStartArray();
            json.WriteStringValue(evidence.EventTime.ToString());
            json.WriteNumberValue(evidence.Kind == EvidenceKind.SignIn ? 1 : 0);
            strings.WritePlace(json, evidence.EventName);
            strings.WritePlace(json, evidence.AwsRegion);
            strings.WritePlace(json, evidence.SourceIPAddress);
            strings.WritePlace(json, evidence.UserAgent);
            json.WriteStringValue(evidence.EventId);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    /// <summary>The first events and those that stay redacted: time, event, service, region, address, both fields' matches, id.</summary>
    private void WriteEvents(SessionResult session)
    {
        json.WriteStartArray("events");
        var events = session.Counts.Events.Union(_stillRedacted[session.Key].Take(MostStillRedacted));
        foreach (var outcome in events.OrderBy(one => one.EventTime, StringComparer.Ordinal))
        {
            json.WriteStartArray();
            json.WriteStringValue(outcome.EventTime);
            strings.WritePlace(json, outcome.EventName);
            strings.WritePlace(json, outcome.EventSource);
            strings.WritePlace(json, outcome.AwsRegion);
            strings.WritePlace(json, outcome.Source.SourceIPAddress?.Evidence.SourceIPAddress ?? outcome.OwnAddress);
            WriteMatch(outcome, RedactedField.SourceIPAddress);
            WriteMatch(outcome, RedactedField.UserAgent);
            json.WriteStringValue(outcome.EventId);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private void WriteMatch(RecordOutcome outcome, RedactedField field)
    {
        if (outcome.Redacted.Has(field))
        {
            json.WriteStringValue(outcome.Match[field].Name());
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
