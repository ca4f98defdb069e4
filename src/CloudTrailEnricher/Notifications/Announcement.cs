using System.Globalization;
using System.Text.Json;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Notifications;

/// <summary>
/// A message that announces objects, in any of the forms in which they come: an S3 notification, an EventBridge <c>Object Created</c>
/// event, a trail's own SNS message, any of them wrapped by SNS, and the messages that S3 and CloudTrail send on set-up.
/// </summary>
/// <param name="Objects">The objects that were created.</param>
/// <param name="Ignored">Messages that announce nothing: set-up messages, removals and the like.</param>
public sealed record Announcement(IReadOnlyList<ObjectCreated> Objects, int Ignored)
{
    /// <summary>What CloudTrail sends to a trail's SNS topic on set-up.</summary>
    private const string TrailSetUp = "CloudTrail validation message.";

    private const string NoRecords = "not an S3 event (no \"Records\")";

    private static readonly Announcement Nothing = new([], 1);

    /// <summary>Takes the records of an S3 event.</summary>
    /// <param name="records">The records; null where the event has none, which no S3 event does.</param>
    /// <exception cref="FormatException">It is no S3 event, or a record does not name its object.</exception>
    public static Announcement Of(IEnumerable<S3EventRecord>? records)
    {
        var objects = new List<ObjectCreated>();
        var ignored = 0;
        foreach (var record in records ?? throw NotAnEvent(NoRecords))
        {
            if (record is not { Bucket: { Length: > 0 } bucket, Key: { } key })
            {
                throw NotAnEvent("not an S3 event (a record without s3.bucket.name and s3.object.key)");
            }

            if (record.EventName is { } name && !name.Contains("ObjectCreated", StringComparison.Ordinal) && name != "Object Created")
            {
                ignored++;
                continue;
            }

            // The template's input transformer makes S3 events of EventBridge's, and marks them so, because their keys are not encoded.
            var isEncoded = record.EventSource != S3EventRecord.FromEventBridge;
            objects.Add(new ObjectCreated(new LogObject(bucket, isEncoded ? S3ObjectKey.Decode(key) : key))
            {
                EventTime = record.EventTime,
                ETag = record.ETag,
                Size = record.Size,
                Sequencer = record.Sequencer,
            });
        }

        return new Announcement(objects, ignored);
    }

    /// <summary>Reads a message.</summary>
    /// <param name="message">JSON, or CloudTrail's plain-text set-up message.</param>
    /// <exception cref="FormatException">The message is none of the known forms.</exception>
    public static Announcement Parse(string message)
    {
        if (message.Trim() == TrailSetUp)
        {
            return Nothing;
        }

        try
        {
            using var document = JsonDocument.Parse(message);
            return Parse(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new FormatException($"not JSON: {e.Message}", e);
        }
    }

    /// <summary>Reads a message.</summary>
    /// <exception cref="FormatException">The message is none of the known forms.</exception>
    public static Announcement Parse(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            throw NotAnEvent("not an S3 event (no JSON object)");
        }

        if (message.TryGetProperty("Records", out var records) && records.ValueKind == JsonValueKind.Array)
        {
            return Of(records.EnumerateArray().Select(Record));
        }

        if (Text(message, "Event") == "s3:TestEvent")
        {
            return Nothing;
        }

        if (Text(message, "Type") == "Notification" && Text(message, "Message") is { } wrapped)
        {
            return Parse(wrapped);
        }

        if (Text(message, "s3Bucket") is { } bucket && message.TryGetProperty("s3ObjectKey", out var keys) && keys.ValueKind == JsonValueKind.Array)
        {
            return new Announcement([.. keys.EnumerateArray().Select(key => new ObjectCreated(new LogObject(bucket, key.GetString() ?? "")))], 0);
        }

        return message.TryGetProperty("detail", out var detail) && message.TryGetProperty("detail-type", out _)
            ? EventBridge(message, detail)
            : throw NotAnEvent(NoRecords);
    }

    /// <summary>The record; without bucket and key where its structure is another.</summary>
    private static S3EventRecord Record(JsonElement record)
    {
        if (record.ValueKind != JsonValueKind.Object
            || !record.TryGetProperty("s3", out var s3) || s3.ValueKind != JsonValueKind.Object
            || !s3.TryGetProperty("object", out var item) || item.ValueKind != JsonValueKind.Object
            || !s3.TryGetProperty("bucket", out var bucket) || bucket.ValueKind != JsonValueKind.Object)
        {
            return new S3EventRecord();
        }

        return new S3EventRecord
        {
            EventSource = Text(record, "eventSource"),
            EventName = Text(record, "eventName"),
            EventTime = Time(record, "eventTime"),
            Bucket = Text(bucket, "name"),
            Key = Text(item, "key"),
            ETag = Text(item, "eTag"),
            Size = Number(item, "size"),
            Sequencer = Text(item, "sequencer"),
        };
    }

    private static Announcement EventBridge(JsonElement message, JsonElement detail)
    {
        if (Text(message, "detail-type") != "Object Created")
        {
            return Nothing;
        }

        if (detail.ValueKind == JsonValueKind.Object
            && detail.TryGetProperty("bucket", out var bucket) && bucket.ValueKind == JsonValueKind.Object && Text(bucket, "name") is { } name
            && detail.TryGetProperty("object", out var item) && item.ValueKind == JsonValueKind.Object && Text(item, "key") is { } key)
        {
            return new Announcement(
                [
                    new ObjectCreated(new LogObject(name, key))
                    {
                        EventTime = Time(message, "time"),
                        ETag = Text(item, "etag"),
                        Size = Number(item, "size"),
                        Sequencer = Text(item, "sequencer"),
                    },
                ],
                0);
        }

        throw NotAnEvent("not an EventBridge event of S3 (no detail.bucket.name and detail.object.key)");
    }

    private static FormatException NotAnEvent(string what) => new($"{what}; sam local generate-event s3 put prints one");

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    private static DateTimeOffset? Time(JsonElement parent, string name) =>
        DateTimeOffset.TryParse(Text(parent, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
