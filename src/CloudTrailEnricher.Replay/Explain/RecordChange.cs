using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Replay.Explain;

/// <summary>A record as CloudTrail wrote it and as the enriched copy has it.</summary>
/// <param name="Before">The record in the source.</param>
/// <param name="After">The record in the copy.</param>
internal sealed record RecordChange(JsonElement Before, JsonElement After)
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    public string EventId => Text("eventID") ?? "";

    public string EventTime => Text("eventTime") ?? "";

    public string EventSource => Text("eventSource") ?? "";

    public string EventName => Text("eventName") ?? "";

    public string AwsRegion => Text("awsRegion") ?? "";

    public string? PrincipalArn =>
        Member(Before, "userIdentity") is { ValueKind: JsonValueKind.Object } identity ? Text(identity, "arn") : null;

    /// <summary>The members that the copy changes or adds, by name.</summary>
    public IEnumerable<(string Name, JsonElement? Before, JsonElement After)> Members =>
        After.EnumerateObject()
            .Select(member => (member.Name, Before: Member(Before, member.Name), After: member.Value))
            .Where(member => member.Before?.GetRawText() != member.After.GetRawText());

    /// <summary>The object that the copy adds; null when it adds none.</summary>
    public JsonElement? Enrichment => Member(After, "enrichment");

    /// <summary>Whether this is the record that an outcome speaks of: two records can have one id.</summary>
    public bool IsOf(RecordOutcome outcome) =>
        (outcome.EventId, outcome.EventTime, outcome.EventSource, outcome.EventName, outcome.AwsRegion, outcome.PrincipalArn)
            == (EventId, EventTime, EventSource, EventName, AwsRegion, PrincipalArn ?? "")
        && IsRedacted("sourceIPAddress") == outcome.Redacted.HasFlag(RedactedFields.SourceIPAddress)
        && IsRedacted("userAgent") == outcome.Redacted.HasFlag(RedactedFields.UserAgent);

    /// <summary>A member's text, before.</summary>
    public string? Text(string name) => Text(Before, name);

    /// <summary>A member's text, after.</summary>
    public string? TextAfter(string name) => Text(After, name);

    /// <summary>All records of a file; the copy has the same in the same order.</summary>
    /// <param name="before">The source's text.</param>
    /// <param name="after">The copy's text.</param>
    public static IEnumerable<RecordChange> InFile(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        using var source = JsonDocument.Parse(before, Deep);
        using var copy = JsonDocument.Parse(after, Deep);
        foreach (var (old, enriched) in Records(source).Zip(Records(copy)))
        {
            if (old.ValueKind == JsonValueKind.Object)
            {
                yield return new RecordChange(old, enriched);
            }
        }
    }

    /// <summary>The same, able to outlive the file.</summary>
    public RecordChange Detached() => new(Before.Clone(), After.Clone());

    private bool IsRedacted(string name) => Text(name)?.StartsWith("AWS Internal", StringComparison.Ordinal) is true;

    private static JsonElement.ArrayEnumerator Records(JsonDocument document) =>
        document.RootElement.GetProperty("Records").EnumerateArray();

    private static string? Text(JsonElement record, string name) =>
        Member(record, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement? Member(JsonElement record, string name) => record.TryGetProperty(name, out var value) ? value : null;
}
