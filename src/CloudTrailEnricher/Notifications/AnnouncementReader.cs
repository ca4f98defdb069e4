using System.Globalization;
using System.Text.Json;
using CloudTrailEnricher.Json;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Notifications;

/// <summary>Collects what a message and the messages wrapped in it announce.</summary>
/// <param name="readRecord">
/// Reads one record of an S3 notification. A host's serializer may be more lenient than S3 is strict (names in any case, times as numbers):
/// only what <see cref="S3EventRecord.Read"/> takes too is taken, so that every host takes the same.
/// </param>
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
    /// <exception cref="FormatException">The message has no known form.</exception>
    public void Read(string message)
    {
        if (message.Trim() == TrailSetUp)
        {
            _ignored++;
            return;
        }

        try
        {
            using var document = CompactJson.Parse(message);
            Read(document.RootElement);
        }
        catch (InvalidOperationException e)
        {
            // Half a surrogate pair, which the parser lets pass.
            throw new FormatException($"not JSON: {e.Message}", e);
        }
    }

    private void Read(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            throw NotAnEvent("not an S3 event (no JSON object)");
        }

        if (message.Member("Records") is { ValueKind: JsonValueKind.Array } records)
        {
            EachAlone("record", records, ReadRecord);
        }
        else if (message.Text("Event") == "s3:TestEvent")
        {
            _ignored++;
        }
        else if (message.Text("Type") == "Notification" && message.Text("Message") is { } wrapped)
        {
            ReadFromTopic(wrapped);
        }
        else if (message.Text("s3Bucket") is { } bucket && message.Member("s3ObjectKey") is { ValueKind: JsonValueKind.Array } keys)
        {
            EachAlone("s3ObjectKey", keys, key => ReadTrailKey(bucket, key));
        }
        else if (message.Member("detail") is { } detail && message.Member("detail-type") is not null)
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
            catch (Exception e) when (e is FormatException or InvalidOperationException)
            {
                _unreadable.Add($"{what} {number} of {count}: {e.Message}");
            }
        }
    }

    private void ReadRecord(JsonElement record)
    {
        if (record.Text("eventSource") == "aws:sqs" && record.Text("body") is { } body)
        {
            Read(body);
        }
        else if (record.Text("EventSource") == "aws:sns" && record.Member("Sns")?.Text("Message") is { } message)
        {
            ReadFromTopic(message);
        }
        else if (S3EventRecord.Read(record) is not null && readRecord(record) is { Bucket: { Length: > 0 } bucket, Key: { } key } s3)
        {
            Add(s3, bucket, key);
        }
        else
        {
            throw NotAnEvent("not a record of S3 (no s3.bucket.name and s3.object.key, or a member of another type)");
        }
    }

    /// <summary>
    /// Reads a message of an SNS topic. Several services can share a trail's topic (AWS Config, for one): what is an object of JSON but
    /// announces no files is theirs.
    /// </summary>
    private void ReadFromTopic(string message)
    {
        if (IsOfAnotherService(message))
        {
            _ignored++;
        }
        else
        {
            Read(message);
        }
    }

    private static bool IsOfAnotherService(string message)
    {
        try
        {
            using var document = CompactJson.Parse(message);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && Array.TrueForAll(["Records", "Event", "Message", "s3Bucket", "detail"], name => root.Member(name) is null);
        }
        catch (FormatException)
        {
            return false;
        }
    }

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
        if (message.Text("detail-type") != "Object Created")
        {
            _ignored++;
        }
        else if (detail.Member("bucket")?.Text("name") is { } bucket && detail.Member("object") is { } item && item.Text("key") is { } key)
        {
            _objects.Add(new ObjectCreated(new LogObject(bucket, key))
            {
                EventTime = Time(message.Text("time")),
                ETag = item.Text("etag"),
                Size = item.Number("size"),
                Sequencer = item.Text("sequencer"),
            });
        }
        else
        {
            throw NotAnEvent("not an EventBridge event of S3 (no detail.bucket.name and detail.object.key)");
        }
    }

    private static FormatException NotAnEvent(string what) => new($"{what}; sam local generate-event s3 put prints one");

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
