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

        if (request.Waited && !request.Force && await _publisher.IsCompleteAsync(request, cancellationToken))
        {
            return Logged(file, new EnrichReport(EnrichOutcome.AlreadyPublished));
        }

        if (request.RedactedSessions is { Count: 0 })
        {
            await _publisher.CopyAsync(file, request.Announced.ETag, request.Headers, cancellationToken);
            return Logged(file, new EnrichReport(EnrichOutcome.Copied));
        }

        var source = await store.GetAsync(file, cancellationToken);
        var sessions = request.RedactedSessions ?? Scan(file, source).RedactedSessions;
        var evidence = await FindEvidenceAsync(sessions, cancellationToken);
        if (evidence.Uncovered.Count > 0)
        {
            evidence = await WaitAsync(file, evidence, evidence.Uncovered, cancellationToken);
            if (evidence.Uncovered.Count > 0 && await HoldAsync(request with { RedactedSessions = sessions }, source, cancellationToken))
            {
                return Logged(file, new EnrichReport(EnrichOutcome.Held));
            }
        }

        var copy = Make(file, source, evidence);
        if (evidence.Missed)
        {
            return await RunAsync(request with { RedactedSessions = null }, cancellationToken);
        }

        // Ambiguity is a verdict, nothing to be held for. But a sign-in may yet outrank browser calls that disagree.
        if (evidence.NotAwaited(copy.Open) is { Count: > 0 } ambiguous)
        {
            evidence = await WaitAsync(file, evidence, ambiguous, cancellationToken);
            copy = Make(file, source, evidence);
        }

        Observe(file, copy);
        var (report, isComplete) = await PublishAsync(request, source, copy, cancellationToken);
        if (isComplete && (request.Waited || evidence.Waits))
        {
            await Task.WhenAll(sessions.Keys.Select(session => index.RemoveWaitingAsync(session, file, cancellationToken)));
        }

        return Logged(file, report);
    }

    private LogFileScan Scan(LogObject file, SourceFile source)
    {
        using var text = LogText.Open(file.ToString(), source.Content, options.Limits);
        return LogFileScan.Of(file.ToString(), text, options.Limits, account: null);
    }

    private EnrichedCopy Make(LogObject file, SourceFile source, EvidenceOfFile evidence) =>
        EnrichedCopy.Make(file, source, options.Limits, evidence.Of, withOutcomes: observer is not null);

    private void Observe(LogObject file, EnrichedCopy copy)
    {
        foreach (var outcome in copy.Outcomes)
        {
            observer!(file, outcome);
        }
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
    private async Task<EvidenceOfFile> WaitAsync(
        LogObject file, EvidenceOfFile evidence, IReadOnlyList<SessionKey> sessions, CancellationToken cancellationToken)
    {
        await Task.WhenAll(sessions.Select(session => index.AddWaitingAsync(session, file, cancellationToken)));
        var found = await Task.WhenAll(sessions.Select(session => index.FindAsync(session, consistent: true, cancellationToken)));
        return evidence.Awaiting(sessions.Zip(found));
    }

    /// <summary>Sends the file back with a delay, unless it has waited long enough.</summary>
    private async Task<bool> HoldAsync(EnrichRequest request, SourceFile source, CancellationToken cancellationToken)
    {
        var left = Arrival(request, source) + options.SettleTime - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        var delay = left < LongestDelay ? TimeSpan.FromSeconds(Math.Ceiling(left.TotalSeconds)) : LongestDelay;
        await queue.SendAsync([request with { Waited = true }], delay, cancellationToken);
        return true;
    }

    /// <summary>The event's time, but never after the object's own: a message that names a time to come must not be held until then.</summary>
    private static DateTimeOffset Arrival(EnrichRequest request, SourceFile source) =>
        request.Announced.EventTime is { } announced && announced < source.LastModified ? announced : source.LastModified;

    /// <summary>Publishes, and tells whether the copy that stands now is complete: then the file waits for nothing any more.</summary>
    private async Task<(EnrichReport Report, bool IsComplete)> PublishAsync(
        EnrichRequest request, SourceFile source, EnrichedCopy copy, CancellationToken cancellationToken)
    {
        if (copy.Counts.RedactedRecords == 0)
        {
            await _publisher.CopyAsync(request.File, source.ETag, source.Headers, cancellationToken);
            return (new EnrichReport(EnrichOutcome.Copied) { Counts = copy.Counts }, true);
        }

        var (outcome, standing) = await _publisher.PublishAsync(request, source, copy, cancellationToken);
        return (new EnrichReport(outcome) { Counts = copy.Counts }, standing.IsComplete);
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
