using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.S3Events;
using Amazon.Lambda.Serialization.SystemTextJson;
using CloudTrailEnricher.Notifications;

namespace CloudTrailEnricher.Lambda;

/// <summary>Reads records of S3 notifications as <see cref="S3Event"/> does, one by one: a bad one must not fail the others.</summary>
internal static class S3Records
{
    private static readonly SourceGeneratorLambdaJsonSerializer<S3RecordContext> Serializer = new();

    /// <summary>Reads a record; null where <see cref="S3Event"/> cannot.</summary>
    public static S3EventRecord? Read(JsonElement json)
    {
        try
        {
            using var text = new MemoryStream(Encoding.UTF8.GetBytes(json.GetRawText()));
            return Serializer.Deserialize<S3Event.S3EventNotificationRecord?>(text) is { } record
                ? new S3EventRecord
                {
                    EventSource = record.EventSource,
                    EventName = record.EventName,
                    EventTime = S3EventRecord.Utc(record.EventTime),
                    Bucket = record.S3?.Bucket?.Name,
                    Key = record.S3?.Object?.Key,
                    ETag = record.S3?.Object?.ETag,
                    Size = record.S3?.Object?.Size ?? 0,
                    Sequencer = record.S3?.Object?.Sequencer,
                }
                : null;
        }
        catch (JsonSerializerException)
        {
            return null;
        }
    }
}

/// <summary>Reads the record's type without reflection.</summary>
[JsonSerializable(typeof(S3Event.S3EventNotificationRecord))]
internal sealed partial class S3RecordContext : JsonSerializerContext;
