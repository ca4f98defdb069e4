using System.Globalization;
using System.Text.Json;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Notifications;

/// <summary>Collects what a message and the messages wrapped in it announce.</summary>
/// <param name="readRecord">Reads one record of an S3 notification.</param>
internal sealed class AnnouncementReader(S3RecordReader readRecord)
{
    /// <summary>What CloudTrail sends to a trail's SNS topic on set-up.</summary>
    private const string TrailSetUp = "CloudTrail validation message.";

    private readonly List<ObjectCreated> _objects = [];
    private readonly List<string> _unreadable = [];
    private int _ignored;

    /// <summary>What was read so far.</summary>
    public Announcement Result => new(_objects, _ignored) { Unreadable = _unreadable };

    /// <summary>Reads a message.</summary>
    /// <exception cref="FormatException">The message is none of the known forms.</exception>
    public void Read(string message)
    {
        if (message.Trim() == TrailSetUp)
        {
            _ignored++;
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(message);
            Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter is thrown for half a surrogate pair, which the parser lets pass.
            throw new FormatException($"not JSON: {e.Message}", e);
        }
    }

    private void Read(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            throw NotAnEvent("not an S3 event (no JSON object)");
        }

        if (message.TryGetProperty("Records", out var records) && records.ValueKind == JsonValueKind.Array)
        {
            EachAlone("record", records, ReadRecord);
        }
        else if (Text(message, "Event") == "s3:TestEvent")
        {
            _ignored++;
        }
        else if (Text(message, "Type") == "Notification" && Text(message, "Message") is { } wrapped)
        {
            Read(wrapped);
        }
        else if (Text(message, "s3Bucket") is { } bucket
            && message.TryGetProperty("s3ObjectKey", out var keys) && keys.ValueKind == JsonValueKind.Array)
        {
            EachAlone("s3ObjectKey", keys, key => ReadTrailKey(bucket, key));
        }
        else if (message.TryGetProperty("detail", out var detail) && message.TryGetProperty("detail-type", out _))
        {
            ReadEventBridge(message, detail);
        }
        else
        {
            throw NotAnEvent("not an S3 event (no \"Records\")");
        }
    }

    /// <summary>One element that cannot be read must not take the others with it.</summary>
    private void EachAlone(string what, JsonElement list, Action<JsonElement> read)
    {
        var (number, count) = (0, list.GetArrayLength());
        foreach (var element in list.EnumerateArray())
        {
            number++;
            try
            {
                read(element);
            }
            catch (FormatException e)
            {
                _unreadable.Add($"{what} {number} of {count}: {e.Message}");
            }
        }
    }

    private void ReadRecord(JsonElement record)
    {
        if (Wrapped(record) is { } message)
        {
            Read(message);
        }
        else if (readRecord(record) is { Bucket: { Length: > 0 } bucket, Key: { } key } s3)
        {
            Add(s3, bucket, key);
        }
        else
        {
            throw NotAnEvent("not a record of S3 (no s3.bucket.name and s3.object.key, or a member of another type)");
        }
    }

    /// <summary>The message in a record that SQS or SNS made; null where the record is neither's.</summary>
    private static string? Wrapped(JsonElement record) =>
        record.ValueKind != JsonValueKind.Object ? null
        : Text(record, "eventSource") == "aws:sqs" ? Text(record, "body")
        : Text(record, "EventSource") == "aws:sns" && record.TryGetProperty("Sns", out var sns) && sns.ValueKind == JsonValueKind.Object
            ? Text(sns, "Message")
            : null;

    private void Add(S3EventRecord record, string bucket, string key)
    {
        if (record.EventName is { } name && !name.Contains("ObjectCreated", StringComparison.Ordinal) && name != "Object Created")
        {
            _ignored++;
            return;
        }

        // The template's input transformer makes S3 events of EventBridge's, and marks them so, because their keys are not encoded.
        var isEncoded = record.EventSource != S3EventRecord.FromEventBridge;
        _objects.Add(new ObjectCreated(new LogObject(bucket, isEncoded ? S3ObjectKey.Decode(key) : key))
        {
            EventTime = record.EventTime,
            ETag = record.ETag,
            Size = record.Size > 0 ? record.Size : null,
            Sequencer = record.Sequencer,
        });
    }

    private void ReadTrailKey(string bucket, JsonElement key) =>
        _objects.Add(key.ValueKind == JsonValueKind.String
            ? new ObjectCreated(new LogObject(bucket, key.GetString()!))
            : throw NotAnEvent("not a trail's message (a key that is no text)"));

    private void ReadEventBridge(JsonElement message, JsonElement detail)
    {
        if (Text(message, "detail-type") != "Object Created")
        {
            _ignored++;
            return;
        }

        if (detail.ValueKind == JsonValueKind.Object
            && detail.TryGetProperty("bucket", out var bucket) && bucket.ValueKind == JsonValueKind.Object && Text(bucket, "name") is { } name
            && detail.TryGetProperty("object", out var item) && item.ValueKind == JsonValueKind.Object && Text(item, "key") is { } key)
        {
            _objects.Add(new ObjectCreated(new LogObject(name, key))
            {
                EventTime = Time(message, "time"),
                ETag = Text(item, "etag"),
                Size = Number(item, "size"),
                Sequencer = Text(item, "sequencer"),
            });
            return;
        }

        throw NotAnEvent("not an EventBridge event of S3 (no detail.bucket.name and detail.object.key)");
    }

    private static FormatException NotAnEvent(string what) => new($"{what}; sam local generate-event s3 put prints one");

    private static string? Text(JsonElement parent, string name) => S3EventRecord.TryText(parent, name, out var text) ? text : null;

    private static long? Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : null;

    private static DateTimeOffset? Time(JsonElement parent, string name) =>
        DateTimeOffset.TryParse(Text(parent, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
