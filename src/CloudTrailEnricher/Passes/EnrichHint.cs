using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Json;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Passes;

/// <summary>
/// What pass 1 saw, within a message: it saves pass 2 a reading of the file. It is only ever a hint:
/// one that is missing or cannot be read means that pass 2 looks for itself.
/// </summary>
internal static class EnrichHint
{
    /// <summary>The name of the object within the record.</summary>
    public const string Name = "cloudTrailEnricher";

    /// <summary>
    /// Sessions that take more characters than this are left out: a message has 256 KB, and is sent and received ten at a time.
    /// </summary>
    private const int MaxSessions = 8 * 1024;

    /// <summary>What a session takes beside its ARN: names, quotes, the creation date, the fields.</summary>
    private const int AroundArn = 100;

    public static void Write(Utf8JsonWriter json, EnrichRequest request)
    {
        var sessions = request.RedactedSessions is { } seen && Fit(seen.Keys) ? seen : null;
        if (sessions is null && request.Headers == default && !request.Waited)
        {
            return;
        }

        json.WriteStartObject(Name);
        if (sessions is not null)
        {
            json.WriteStartArray("redactedSessions");
            foreach (var (session, fields) in sessions)
            {
                WriteSession(json, session, fields);
            }

            json.WriteEndArray();
        }

        if (request.Headers.Type is { } type)
        {
            json.WriteString("contentType", type);
        }

        if (request.Headers.Encoding is { } encoding)
        {
            json.WriteString("contentEncoding", encoding);
        }

        if (request.Waited)
        {
            json.WriteBoolean("waited", true);
        }

        if (request.Held)
        {
            json.WriteBoolean("held", true);
        }

        // Notes of sessions that are left out are removed when pass 2 has read the file's own.
        if (request.WaitedFor.Count > 0 && Fit(request.WaitedFor))
        {
            json.WriteStartArray("waitedFor");
            foreach (var session in request.WaitedFor)
            {
                json.WriteStartObject();
                WriteKey(json, session);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>
    /// Reads the hint in a record, and returns what gives it to the request; null where the record has none that can be read.
    /// </summary>
    public static Func<EnrichRequest, EnrichRequest>? Read(JsonElement record)
    {
        if (record.Member(Name) is not { ValueKind: JsonValueKind.Object } hint)
        {
            return null;
        }

        var sessions = hint.Member("redactedSessions") is { } list ? Sessions(list) : null;
        var headers = new ContentHeaders(hint.Text("contentType"), hint.Text("contentEncoding"));
        var waitedFor = hint.Member("waitedFor") is { ValueKind: JsonValueKind.Array } keys ? Keys(keys) : [];
        var waited = hint.Member("waited") is { ValueKind: JsonValueKind.True };
        var held = hint.Member("held") is { ValueKind: JsonValueKind.True };
        return request => request with
        {
            RedactedSessions = sessions,
            Headers = headers,
            WaitedFor = waitedFor,
            Waited = waited,
            Held = held
        };
    }

    private static bool Fit(IEnumerable<SessionKey> sessions) =>
        sessions.Sum(session => session.PrincipalArn.Length + AroundArn) <= MaxSessions;

    private static void WriteSession(Utf8JsonWriter json, SessionKey session, RedactedFields fields)
    {
        json.WriteStartObject();
        WriteKey(json, session);
        json.WriteStartArray("fields");
        foreach (var field in RedactedFieldNames.All)
        {
            if (fields.Has(field))
            {
                json.WriteStringValue(field.Name());
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteKey(Utf8JsonWriter json, SessionKey session)
    {
        json.WriteString("arn", session.PrincipalArn);
        if (session.Kind == SessionKeyKind.Agents)
        {
            json.WriteBoolean("agents", true);
            return;
        }

        json.WriteString("creationDate", session.CreationDate.ToString());
    }

    private static SessionKey[] Keys(JsonElement list) => [.. list.EnumerateArray().Select(Key).OfType<SessionKey>()];

    private static SessionKey? Key(JsonElement one) =>
        (one.Member("agents") is { ValueKind: JsonValueKind.True }
            ? SessionKey.TryCreateAgents(one.Text("arn"), out var session)
            : SessionKey.TryCreate(one.Text("arn"), one.Text("creationDate"), out session))
                ? session
                : null;

    /// <summary>All sessions or none: with one of them missing, a file would be published without its evidence.</summary>
    private static Dictionary<SessionKey, RedactedFields>? Sessions(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var sessions = new Dictionary<SessionKey, RedactedFields>();
        foreach (var one in list.EnumerateArray())
        {
            if (Key(one) is not { } session
                || !one.TryGetProperty("fields", out var names)
                || Fields(names) is not (not RedactedFields.None and var fields))
            {
                return null;
            }

            sessions[session] = sessions.GetValueOrDefault(session) | fields;
        }

        return sessions;
    }

    /// <summary>The named fields; none where one of the names is unknown.</summary>
    private static RedactedFields Fields(JsonElement names)
    {
        var fields = RedactedFields.None;
        foreach (var name in names.ValueKind == JsonValueKind.Array ? names.EnumerateArray() : [])
        {
            var known = RedactedFieldNames.All.Where(
                field => name.ValueKind == JsonValueKind.String && name.ValueEquals(field.Name())).ToArray();
            if (known is not [var field])
            {
                return RedactedFields.None;
            }

            fields |= field.AsSet();
        }

        return fields;
    }
}
