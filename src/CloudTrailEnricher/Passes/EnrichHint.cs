using System.Text.Json;
using CloudTrailEnricher.Copies;
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

    /// <summary>Sessions that take more characters than this are left out: a message has 256 KB, and is sent and received ten at a time.</summary>
    private const int LongestSessions = 8 * 1024;

    /// <summary>What a session takes beside its ARN: names, quotes, the creation date, the fields.</summary>
    private const int AroundArn = 100;

    public static void Write(Utf8JsonWriter json, EnrichRequest request)
    {
        var sessions = request.RedactedSessions is { } seen && seen.Keys.Sum(session => session.PrincipalArn.Length + AroundArn) <= LongestSessions ? seen : null;
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

        json.WriteEndObject();
    }

    /// <summary>The request with what its message hints at.</summary>
    /// <param name="request">The one request of the message.</param>
    /// <param name="body">The message: JSON.</param>
    public static EnrichRequest ApplyTo(EnrichRequest request, string body)
    {
        using var document = JsonDocument.Parse(body);
        return TryFind(document.RootElement, out var hint)
            ? request with
            {
                RedactedSessions = hint.TryGetProperty("redactedSessions", out var sessions) ? Sessions(sessions) : null,
                Headers = new ContentHeaders(Text(hint, "contentType"), Text(hint, "contentEncoding")),
                Waited = hint.TryGetProperty("waited", out var waited) && waited.ValueKind == JsonValueKind.True,
            }
            : request;
    }

    private static bool TryFind(JsonElement message, out JsonElement hint)
    {
        hint = default;
        return message.TryGetProperty("Records", out var records)
            && records.ValueKind == JsonValueKind.Array && records.GetArrayLength() == 1
            && records[0].ValueKind == JsonValueKind.Object
            && records[0].TryGetProperty(Name, out hint) && hint.ValueKind == JsonValueKind.Object;
    }

    private static void WriteSession(Utf8JsonWriter json, SessionKey session, RedactedFields fields)
    {
        json.WriteStartObject();
        json.WriteString("arn", session.PrincipalArn);
        json.WriteString("creationDate", session.CreationDate.ToString());
        json.WriteStartArray("fields");
        if (fields.HasFlag(RedactedFields.SourceIPAddress))
        {
            json.WriteStringValue("sourceIPAddress");
        }

        if (fields.HasFlag(RedactedFields.UserAgent))
        {
            json.WriteStringValue("userAgent");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

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
            if (one.ValueKind != JsonValueKind.Object
                || !SessionKey.TryCreate(Text(one, "arn"), Text(one, "creationDate"), out var session)
                || !one.TryGetProperty("fields", out var names)
                || Fields(names) is not (not RedactedFields.None and var fields))
            {
                return null;
            }

            sessions[session] = sessions.GetValueOrDefault(session) | fields;
        }

        return sessions;
    }

    private static RedactedFields Fields(JsonElement names)
    {
        if (names.ValueKind != JsonValueKind.Array)
        {
            return RedactedFields.None;
        }

        var fields = RedactedFields.None;
        foreach (var name in names.EnumerateArray())
        {
            if (name.ValueKind != JsonValueKind.String)
            {
                return RedactedFields.None;
            }

            switch (name.GetString())
            {
                case "sourceIPAddress":
                    fields |= RedactedFields.SourceIPAddress;
                    break;
                case "userAgent":
                    fields |= RedactedFields.UserAgent;
                    break;
                default:
                    return RedactedFields.None;
            }
        }

        return fields;
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
