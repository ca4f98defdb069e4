using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// How an event that reads <c>AWS Internal</c> looks in JSON, wherever the program writes one; see <c>docs/replay.schema.json</c>.
/// </summary>
internal static class EventJson
{
    /// <summary>Writes the event's members.</summary>
    public static void WriteMembers(Utf8JsonWriter json, RecordOutcome outcome)
    {
        json.WriteString("eventID", outcome.EventId);
        json.WriteString("eventTime", outcome.EventTime);
        json.WriteString("eventSource", outcome.EventSource);
        json.WriteString("eventName", outcome.EventName);
        json.WriteString("awsRegion", outcome.AwsRegion);
        json.WriteString("recipientAccountId", outcome.AccountId);
        json.WriteString("principalArn", outcome.PrincipalArn);
        if (outcome.Recoverability == Recoverability.Recoverable)
        {
            json.WriteString("sessionCreationDate", outcome.Session.CreationDate.ToString());
        }

        if (outcome.Origin is { } origin)
        {
            json.WriteString("origin", origin);
        }

        json.WriteStartArray("decisions");
        foreach (var field in RedactedFieldNames.All.Where(field => outcome.Redacted.Has(field)))
        {
            WriteDecision(json, field, outcome);
        }

        json.WriteEndArray();
    }

    private static void WriteDecision(Utf8JsonWriter json, RedactedField field, RecordOutcome outcome)
    {
        json.WriteStartObject();
        json.WriteString("field", field.Name());
        json.WriteString("recorded", outcome.Recorded[field]);
        json.WriteString("match", outcome.Match[field].Name());
        if (outcome.Source[field] is { } source)
        {
            json.WriteString("recovered", Value(field, source));
            WriteEvidence(json, source);
        }
        else
        {
            var reason = outcome.Reason[field];
            json.WriteString("reason", reason.Code());
            json.WriteString("why", Reasons.InWords(reason, [field], outcome));
            WriteCandidates(json, field, outcome.Candidates[field]);
        }

        if (field == RedactedField.UserAgent && outcome.AddressDiffers)
        {
            json.WriteBoolean("addressDiffers", true);
        }

        json.WriteEndObject();
    }

    private static void WriteEvidence(Utf8JsonWriter json, FieldSource source)
    {
        json.WriteStartObject("evidence");
        json.WriteString("eventName", source.Event.EventName);
        json.WriteString("eventID", source.Event.EventId);
        json.WriteString("eventTime", source.Event.EventTime.ToString());
        json.WriteString("awsRegion", source.Event.AwsRegion);
        json.WriteEndObject();
    }

    private static void WriteCandidates(Utf8JsonWriter json, RedactedField field, IReadOnlyList<FieldSource> candidates)
    {
        var values = candidates.Select(one => Value(field, one)).OfType<string>().Distinct().ToArray();
        if (values.Length == 0)
        {
            return;
        }

        json.WriteStartArray("candidates");
        Array.ForEach(values, json.WriteStringValue);
        json.WriteEndArray();
    }

    /// <summary>The value that evidence has for a field.</summary>
    public static string? Value(RedactedField field, FieldSource source) =>
        field == RedactedField.SourceIPAddress ? source.Evidence.SourceIPAddress : source.Evidence.UserAgent;
}
