using CloudTrailEnricher.Enrichment;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Records;
using CloudTrailEnricher.Sessions;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Passes;

/// <summary>Pass 2: finds the evidence that a log file asks for, and publishes the enriched copy.</summary>
public sealed class EnrichPass(
    ILogStore store,
    ISessionIndex index,
    IEnrichQueue queue,
    PassOptions options,
    TimeProvider time,
    ILogger<EnrichPass> logger,
    Action<LogObject, RecordOutcome>? observer = null)
{
    /// <summary>A message can be delayed by 15 minutes at most (SQS manual, "delay queues").</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(15);

    private readonly Publisher _publisher = new(store, options.EnrichedPrefix);
    private readonly CopyMaker _copies = new(options, collectOutcomes: observer is not null);

    /// <summary>Enriches one object.</summary>
    /// <exception cref="LogFileException">The file is damaged, or not a log file; nothing of it is published.</exception>
    /// <exception cref="IOException">A store failed; running again is safe.</exception>
    public async Task<EnrichReport> RunAsync(EnrichRequest request, CancellationToken cancellationToken)
    {
        var file = request.File;
        var kind = options.KindOf(file, out _);
        if (kind != ObjectKind.LogFile)
        {
            logger.Ignored("enrich", file.Bucket, file.Key, kind);
            return new EnrichReport(EnrichOutcome.Ignored);
        }

        if (request.RedactedSessions is { Count: 0 })
        {
            await _publisher.CopyAsync(request, request.Headers, cancellationToken);
            return Logged(file, new EnrichReport(EnrichOutcome.Copied));
        }

        var source = await store.GetAsync(file, cancellationToken);
        var sessions = request.RedactedSessions ?? Scan(file, source).RedactedSessions;
        if (sessions.Count == 0)
        {
            await _publisher.CopyAsync(request, source.Headers, cancellationToken);
            return Logged(file, new EnrichReport(EnrichOutcome.Copied));
        }

        var evidence = await FindEvidenceAsync(sessions, cancellationToken);
        if (evidence.Uncovered.Count > 0)
        {
            evidence = await WaitAsync(file, evidence, cancellationToken);
            if (evidence.Uncovered.Count > 0 && await HoldAsync(request, source, cancellationToken))
            {
                return Logged(file, new EnrichReport(EnrichOutcome.Held));
            }
        }

        var copy = _copies.Make(file.ToString(), source, evidence.Of);
        if (evidence.Missed)
        {
            return await RunAsync(request with { RedactedSessions = null }, cancellationToken);
        }

        foreach (var outcome in copy.Outcomes)
        {
            observer!(file, outcome);
        }

        return Logged(file, await PublishAsync(request, source, copy, cancellationToken));
    }

    private LogFileScan Scan(LogObject file, SourceFile source)
    {
        using var text = LogText.Open(file.ToString(), source.Content, options.Limits);
        return LogFileScan.Of(file.ToString(), text, options.Limits, account: null);
    }

    private async Task<EvidenceOfFile> FindEvidenceAsync(IReadOnlyDictionary<SessionKey, RedactedFields> sessions, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(sessions.Keys.Select(session => index.FindAsync(session, consistent: false, cancellationToken)));
        return new EvidenceOfFile(sessions, sessions.Keys.Zip(found));
    }

    /// <summary>
    /// Notes that the file waits, and only then reads once more, consistently: pass 1 writes evidence before it reads who waits,
    /// so whatever the order, one of the two sees the other.
    /// </summary>
    private async Task<EvidenceOfFile> WaitAsync(LogObject file, EvidenceOfFile evidence, CancellationToken cancellationToken)
    {
        await Task.WhenAll(evidence.Uncovered.Select(session => index.AddWaitingAsync(session, file, cancellationToken)));
        var found = await Task.WhenAll(evidence.Uncovered.Select(session => index.FindAsync(session, consistent: true, cancellationToken)));
        return evidence.With(evidence.Uncovered.Zip(found));
    }

    /// <summary>Sends the file back with a delay, unless it has waited long enough.</summary>
    private async Task<bool> HoldAsync(EnrichRequest request, SourceFile source, CancellationToken cancellationToken)
    {
        if (options.SettleTime == TimeSpan.Zero)
        {
            // Not even a file from a clock that is ahead of ours.
            return false;
        }

        var left = (request.Announced.EventTime ?? source.LastModified) + options.SettleTime - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        var delay = left < LongestDelay ? TimeSpan.FromSeconds(Math.Ceiling(left.TotalSeconds)) : LongestDelay;
        await queue.SendAsync([request], delay, cancellationToken);
        return true;
    }

    private async Task<EnrichReport> PublishAsync(EnrichRequest request, SourceFile source, EnrichedCopy copy, CancellationToken cancellationToken)
    {
        if (copy.Counts.RedactedRecords == 0)
        {
            await _publisher.CopyAsync(request, source.Headers, cancellationToken);
            return new EnrichReport(EnrichOutcome.Copied) { Counts = copy.Counts };
        }

        var outcome = await _publisher.PublishAsync(request, source, copy, cancellationToken);
        return new EnrichReport(outcome) { Counts = copy.Counts, Way = copy.Way };
    }

    private EnrichReport Logged(LogObject file, EnrichReport report)
    {
        var counts = report.Counts ?? new EnrichmentCounts();
        logger.Enriched(
            file.Bucket,
            file.Key,
            report.Outcome,
            counts.Records,
            counts.RedactedRecords,
            counts.RedactedFields,
            counts.RecoveredBySignIn,
            counts.RecoveredByBrowserSibling,
            counts.Ambiguous,
            counts.Unresolved);
        return report;
    }
}
