using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Replay.Reports;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Explain;

/// <summary>Prints an explanation for programs: one JSON document.</summary>
internal static class ExplainJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Subject subject, Explanation explanation, TextWriter output)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Indented))
        {
            json.WriteStartObject();
            json.WriteString("subject", subject.ToString());
            json.WriteBoolean("found", !explanation.IsEmpty);
            WritePrincipals(json, explanation);
            WriteEvents(json, explanation);
            WriteSessions(json, explanation);
            WriteSearched(json, explanation.Searched);
            json.WriteEndObject();
        }

        HiddenCharacters.WriteEscaped(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length), output);
        output.WriteLine();
    }

    /// <summary>What the subject could mean, where it names no event.</summary>
    private static void WritePrincipals(Utf8JsonWriter json, Explanation explanation)
    {
        if (explanation.Principals.Count == 0)
        {
            return;
        }

        WriteStrings(json, "principals", explanation.Principals);
    }

    private static void WriteEvents(Utf8JsonWriter json, Explanation explanation)
    {
        json.WriteStartArray("events");
        foreach (var one in explanation.Events)
        {
            var session = explanation.SessionOf(one);
            json.WriteStartObject();
            json.WriteString("eventID", one.Record.EventId);
            json.WriteString("eventTime", one.Record.EventTime);
            json.WriteString("eventSource", one.Record.EventSource);
            json.WriteString("eventName", one.Record.EventName);
            json.WriteString("awsRegion", one.Record.AwsRegion);
            json.WriteString("principalArn", one.Record.PrincipalArn);
            json.WriteString(
                "sessionCreationDate", one.Session is { Kind: SessionKeyKind.Console } known ? known.CreationDate.ToString() : null);
            WriteFiles(json, one.Files, explanation.Searched);
            WriteChanges(json, one.Record);
            WriteDecisions(json, one, session, explanation.Searched);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteChanges(Utf8JsonWriter json, RecordChange record)
    {
        json.WriteStartObject("before");
        foreach (var (name, before, _) in record.Members)
        {
            if (before is { } value)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
        }

        json.WriteEndObject();
        json.WriteStartObject("after");
        foreach (var (name, _, after) in record.Members)
        {
            json.WritePropertyName(name);
            after.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private static void WriteDecisions(Utf8JsonWriter json, FoundEvent one, FoundSession? session, Searched searched)
    {
        json.WriteString("reason", DecidedField.WhyNone(one));
        json.WriteStartArray("decisions");
        foreach (var decision in DecidedField.AllOf(one))
        {
            json.WriteStartObject();
            json.WriteString("field", decision.Field);
            json.WriteString("match", decision.Match.Name());
            json.WriteString("why", decision.Words);
            if (decision.Code.Length > 0)
            {
                json.WriteString("reason", decision.Code);
            }

            json.WriteString("evidenceID", decision.Source?.Event.EventId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("lookIn");
        foreach (var place in PlaceToLook.For(one, session, searched))
        {
            json.WriteStartObject();
            json.WriteString("awsRegion", place.Region);
            json.WriteString("prefix", place.Prefix);
            json.WriteString("from", place.From);
            json.WriteString("to", place.To);
            json.WriteNumber("filesSearched", place.FilesSearched);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSessions(Utf8JsonWriter json, Explanation explanation)
    {
        json.WriteStartArray("sessions");
        foreach (var session in explanation.Sessions)
        {
            json.WriteStartObject();
            if (session.Key.Kind == SessionKeyKind.Request)
            {
                json.WriteString("request", session.Key.PrincipalArn);
            }
            else
            {
                json.WriteString("principalArn", session.Key.PrincipalArn);
                json.WriteString("creationDate", session.Key.CreationDate.ToString());
            }

            json.WriteStartArray("evidence");
            foreach (var found in session.Evidence)
            {
                var evidence = found.Evidence;
                json.WriteStartObject();
                EvidenceJson.WriteMembers(json, evidence);
                json.WriteBoolean("decides", found.IsKept);
                WriteFiles(json, found.Files, explanation.Searched);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSearched(Utf8JsonWriter json, Searched searched)
    {
        json.WriteStartObject("searched");
        json.WriteString("inputs", searched.Where);
        json.WriteNumber("files", searched.Files.Count);
        FailuresJson.Write(json, searched.Failures);
        json.WriteEndObject();
    }

    private static void WriteFiles(Utf8JsonWriter json, IReadOnlyList<LogObject> files, Searched searched)
    {
        WriteStrings(json, "files", files.Select(file => file.ToString()));
        WriteStrings(json, "paths", files.Select(searched.NameOf));
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
