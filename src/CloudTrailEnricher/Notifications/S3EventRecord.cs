using System.Text.Json;

namespace CloudTrailEnricher.Notifications;

/// <summary>Reads one record of an S3 event.</summary>
/// <param name="record">The record: JSON of any kind.</param>
/// <returns>The record; null where it has another structure than S3 writes.</returns>
public delegate S3EventRecord? S3RecordReader(JsonElement record);

/// <summary>A record of an S3 event, as it is written (S3 manual, "Event message structure").</summary>
public sealed record S3EventRecord
{
    /// <summary><see cref="EventSource"/> of a record that S3 itself sent.</summary>
    public const string FromS3 = "aws:s3";

    /// <summary>
    /// <see cref="EventSource"/> of a record that the template's EventBridge rule shaped: its key is not URL-encoded.
    /// </summary>
    public const string FromEventBridge = "aws:events";

    /// <summary>S3's own records are five deep; serializers stop at 64.</summary>
    private const int MaxDepth = 32;

    /// <summary>Who made the record.</summary>
    public string? EventSource { get; init; }

    /// <summary>What happened, such as <c>ObjectCreated:Put</c>.</summary>
    public string? EventName { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>The bucket's name.</summary>
    public string? Bucket { get; init; }

    /// <summary>The object's key, URL-encoded unless <see cref="EventSource"/> says otherwise.</summary>
    public string? Key { get; init; }

    /// <summary>The object's ETag.</summary>
    public string? ETag { get; init; }

    /// <summary>The object's size in bytes; 0 where the record does not give it.</summary>
    public long Size { get; init; }

    /// <summary>S3's sequencer.</summary>
    public string? Sequencer { get; init; }

    /// <summary>Reads a record. Members may be missing, but not of another type: what S3 did not write is not to be trusted.</summary>
    /// <param name="record">The record: JSON of any kind.</param>
    /// <returns>The record; null where it has another structure than S3 writes.</returns>
    public static S3EventRecord? Read(JsonElement record)
    {
        try
        {
            return IsReadable(record, depth: 0) ? ReadMembers(record) : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, in a text or in a member's name, which the parser lets pass.
            return null;
        }
    }

    /// <summary>A record's time. One without an offset is UTC, as S3 writes all of them; none at all is null.</summary>
    public static DateTimeOffset? Utc(DateTime time) =>
        time == default
            ? null
            : new DateTimeOffset(
                time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time).ToUniversalTime();

    private static S3EventRecord? ReadMembers(JsonElement record) =>
        TryObject(record, "s3", out var s3) && TryObject(s3, "bucket", out var bucket) && TryObject(s3, "object", out var item)
        && TryText(record, "eventSource", out var source)
        && TryText(record, "eventName", out var name)
        && TryTime(record, "eventTime", out var time)
        && TryText(bucket, "name", out var bucketName)
        && TryText(item, "key", out var key)
        && TryText(item, "eTag", out var etag)
        && TryNumber(item, "size", out var size)
        && TryText(item, "sequencer", out var sequencer)
            ? new S3EventRecord
            {
                EventSource = source,
                EventName = name,
                EventTime = Utc(time),
                Bucket = bucketName,
                Key = key,
                ETag = etag,
                Size = size,
                Sequencer = sequencer,
            }
            : null;

    /// <summary>
    /// Whether a serializer would read all of it: serializers refuse a value that is nested too deeply, and a member's name that is no
    /// valid
    /// text, wherever it stands.
    /// </summary>
    /// <exception cref="InvalidOperationException">A name holds half a surrogate pair.</exception>
    private static bool IsReadable(JsonElement value, int depth) => depth < MaxDepth && value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().All(member => member.Name is not null && IsReadable(member.Value, depth + 1)),
        JsonValueKind.Array => value.EnumerateArray().All(element => IsReadable(element, depth + 1)),
        _ => true,
    };

    private static bool TryObject(JsonElement parent, string name, out JsonElement value)
    {
        value = default;
        return parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out value)
            && value.ValueKind == JsonValueKind.Object;
    }

    private static bool TryText(JsonElement parent, string name, out string? text)
    {
        text = null;
        if (!parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is not null;
    }

    private static bool TryNumber(JsonElement parent, string name, out long number)
    {
        number = 0;
        return !parent.TryGetProperty(name, out var value) || (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out number));
    }

    private static bool TryTime(JsonElement parent, string name, out DateTime time)
    {
        time = default;
        return !parent.TryGetProperty(name, out var value) || (value.ValueKind == JsonValueKind.String && value.TryGetDateTime(out time));
    }
}
