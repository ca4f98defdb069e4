using System.Text;
using System.Text.Json.Nodes;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Tests.Model;

/// <summary>What readers learn from a copy of one session's redacted records, read from the copy's JSON.</summary>
/// <param name="Values">
/// The values and marks of each record, in order. Which of several agreeing pieces of evidence is named, and so the match, may depend on
/// what had arrived when the copy was made: it is left out.
/// </param>
/// <param name="IsFinal">Whether a sign-in tells every field of every record: then the live path may keep the values and marks.</param>
internal sealed record CopyReading(string Values, bool IsFinal)
{
    /// <summary>Reads a copy, compressed or not.</summary>
    public static Dictionary<SessionKey, CopyReading> BySession(ReadOnlyMemory<byte> copy)
    {
        var text = LogText.IsGzip(copy.Span) ? Samples.Gunzip(copy) : copy.ToArray();
        return JsonNode.Parse(text)!["Records"]!.AsArray()
            .Select(record => record!.AsObject())
            .Where(record => record.ContainsKey("enrichment"))
            .GroupBy(SessionOf)
            .ToDictionary(
                records => records.Key,
                records => new CopyReading(string.Join('\n', records.Select(ValuesOf)), records.All(IsToldBySignIns)));
    }

    private static SessionKey SessionOf(JsonObject record) =>
        SessionKey.TryCreate(
            (string?)record["userIdentity"]!["arn"], (string?)record["userIdentity"]!["sessionContext"]!["attributes"]!["creationDate"], out var session)
            ? session
            : throw new InvalidOperationException($"a record with an enrichment, but without a session: {record.ToJsonString()}");

    private static string ValuesOf(JsonObject record)
    {
        var enrichment = record["enrichment"]!.AsObject();
        var text = new StringBuilder();
        text.Append((string?)record["eventID"]).Append(' ').Append((string?)record["eventTime"]);
        text.Append(' ').Append((string?)record["sourceIPAddress"]).Append(' ').Append((string?)record["userAgent"]);
        foreach (var mark in new[] { "recovered", "sessionAddresses", "origin" })
        {
            text.Append(' ').Append(mark).Append(enrichment[mark]?.ToJsonString());
        }

        foreach (var decision in DecisionsIn(enrichment))
        {
            text.Append((string?)decision["match"] is "signIn" or "browserSibling" ? " recovered" : $" {decision["match"]}");
            text.Append(decision["addressDiffers"]?.ToJsonString());
            foreach (var candidate in decision["candidates"]?.AsArray() ?? [])
            {
                text.Append($" ({candidate!["sourceIPAddress"]} {candidate["userAgent"]})");
            }
        }

        return text.ToString();
    }

    private static bool IsToldBySignIns(JsonObject record) =>
        DecisionsIn(record["enrichment"]!.AsObject()).All(decision => (string?)decision["match"] == "signIn");

    /// <summary>The decision about each field; where the record has one for both, twice the same.</summary>
    private static IEnumerable<JsonObject> DecisionsIn(JsonObject enrichment) =>
        enrichment["fields"] is JsonObject fields ? fields.Select(field => field.Value!.AsObject()) : [enrichment, enrichment];
}
