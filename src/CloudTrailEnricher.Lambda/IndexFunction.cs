using Amazon.Lambda.Core;
using Amazon.Lambda.S3Events;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Lambda;

/// <summary>Pass 1 on the managed runtime.</summary>
public sealed class IndexFunction
{
    private readonly FunctionHost _host = new();

    /// <summary>Indexes the objects of an S3 event.</summary>
    /// <exception cref="FormatException">It is no S3 event.</exception>
    /// <exception cref="IOException">Some objects failed, each of them named; the others are done.</exception>
    public async Task<IndexSummary> HandleAsync(S3Event message, ILambdaContext context)
    {
        using var timeIsUp = FunctionHost.Begin(context);
        return await _host.Index.HandleAsync(Announcement.Of(message.Records?.Select(Record)), timeIsUp.Token);
    }

    private static S3EventRecord Record(S3Event.S3EventNotificationRecord record) => new()
    {
        EventSource = record.EventSource,
        EventName = record.EventName,
        EventTime = record.EventTime == default ? null : new DateTimeOffset(record.EventTime.ToUniversalTime()),
        Bucket = record.S3?.Bucket?.Name,
        Key = record.S3?.Object?.Key,
        ETag = record.S3?.Object?.ETag,
        Size = record.S3?.Object?.Size,
        Sequencer = record.S3?.Object?.Sequencer,
    };
}
