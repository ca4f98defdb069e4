using System.Collections.Concurrent;
using CloudTrailEnricher.Notifications;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Passes;

/// <summary>Takes events of the bucket through pass 1. Both hosts call it; it knows nothing of either.</summary>
/// <param name="pass">Pass 1.</param>
/// <param name="sourceBucket">The one bucket whose objects are taken.</param>
/// <param name="logger">One line per file, and one per event.</param>
/// <param name="observer">Receives the outcome for each file; may be null.</param>
public sealed class IndexHandler(IndexPass pass, string sourceBucket, ILogger<IndexHandler> logger, IPassObserver? observer = null)
{
    /// <summary>Each file is in memory while it is read.</summary>
    private const int MaxAtOnce = 4;

    /// <summary>Indexes all objects of an event.</summary>
    /// <param name="message">The event, in any form that <see cref="Announcement"/> reads.</param>
    /// <param name="cancellationToken">Fires when the time is nearly up: files that were not started by then fail.</param>
    /// <exception cref="FormatException">The message has no known form.</exception>
    /// <exception cref="IOException">
    /// Some objects failed, each of them named; the others are done. Running the event again is safe.
    /// </exception>
    public Task<IndexSummary> HandleAsync(string message, CancellationToken cancellationToken) =>
        HandleAsync(Announcement.Read(message, S3EventRecord.Read), cancellationToken);

    /// <summary>Indexes all announced objects. What could not be read of the event fails after the others are done.</summary>
    /// <exception cref="IOException">
    /// Some objects failed, each of them named; the others are done. Running the event again is safe.
    /// </exception>
    public async Task<IndexSummary> HandleAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        int indexed = 0, ignored = announcement.Ignored, refused = 0;
        var failures = new ConcurrentBag<string>(announcement.Unreadable);
        await Parallel.ForEachAsync(
            announcement.Objects,
            new ParallelOptions { MaxDegreeOfParallelism = MaxAtOnce },
            async (created, _) =>
            {
                switch (await IndexAsync(created, failures, cancellationToken))
                {
                    case IndexOutcome.Indexed:
                        Interlocked.Increment(ref indexed);
                        break;
                    case IndexOutcome.Ignored:
                        Interlocked.Increment(ref ignored);
                        break;
                    case IndexOutcome.Refused:
                        Interlocked.Increment(ref refused);
                        break;
                }
            });
        foreach (var _ in announcement.Unreadable)
        {
            observer?.IndexFailed();
        }

        logger.IndexedEvent(indexed, ignored, refused, failures.Count);
        var all = announcement.Objects.Count + announcement.Unreadable.Count;
        return failures.IsEmpty
            ? new IndexSummary(indexed, ignored, refused)
            : throw new IOException(
                $"index: {failures.Count} of {all} objects failed: {string.Join("; ", failures.Order(StringComparer.Ordinal))}");
    }

    private async Task<IndexOutcome> IndexAsync(ObjectCreated created, ConcurrentBag<string> failures, CancellationToken cancellationToken)
    {
        var file = created.File;
        if (file.Bucket != sourceBucket)
        {
            logger.Refused("index", file.Bucket, file.Key, sourceBucket);
            return IndexOutcome.Refused;
        }

        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var report = await pass.RunAsync(created, cancellationToken);
            observer?.Indexed(report);
            return report.Kind == ObjectKind.LogFile ? IndexOutcome.Indexed : IndexOutcome.Ignored;
        }
        catch (Exception e)
        {
            var reason = Failure.Reason(e);
            logger.Failed("index", file.Bucket, file.Key, reason);
            observer?.IndexFailed();
            failures.Add(reason.StartsWith(file.ToString(), StringComparison.Ordinal) ? reason : $"{file}: {reason}");
            return IndexOutcome.Failed;
        }
    }

    private enum IndexOutcome
    {
        Indexed,
        Ignored,
        Refused,
        Failed,
    }
}

/// <summary>What became of an event's objects; each is in exactly one count.</summary>
/// <param name="Indexed">Log files that were indexed.</param>
/// <param name="Ignored">Set-up messages, removals, and objects that are no log files.</param>
/// <param name="Refused">Objects of another bucket.</param>
public sealed record IndexSummary(int Indexed, int Ignored, int Refused);
