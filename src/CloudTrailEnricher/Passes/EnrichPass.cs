using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Rules;
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
            logger.Ignored("enrich", file.Bucket, file.Key, kind.Name());
            return new EnrichReport(EnrichOutcome.Ignored);
        }

        return Logged(request, await EnrichAsync(request, cancellationToken));
    }

    private async Task<EnrichReport> EnrichAsync(EnrichRequest request, CancellationToken cancellationToken)
    {
        var file = request.File;
        if (request.Waited && !request.Force && await _publisher.IsCompleteAsync(request, cancellationToken))
        {
            return new EnrichReport(EnrichOutcome.AlreadyPublished);
        }

        if (request.RedactedSessions is { Count: 0 })
        {
            return await CopyAsync(file, request.Announced.ETag, request.Headers, cancellationToken);
        }

        var source = await store.GetAsync(file, cancellationToken);
        var sessions = request.RedactedSessions ?? Scan(file, source).RedactedSessions;
        if (sessions.Count == 0)
        {
            return await CopyAsync(file, source.ETag, source.Headers, cancellationToken);
        }

        var evidence = await FindEvidenceAsync(sessions, cancellationToken);
        if (evidence.Uncovered.Count > 0)
        {
            evidence = await WaitAsync(file, evidence, evidence.Uncovered, cancellationToken);
            if (evidence.Uncovered.Count > 0 && await HoldAsync(request with { RedactedSessions = sessions }, source, cancellationToken))
            {
                return new EnrichReport(EnrichOutcome.Held) { UnresolvedSessions = evidence.Uncovered.Count };
            }
        }

        return await PublishAsync(request, source, evidence, cancellationToken);
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
        if (options.SettleTime == TimeSpan.Zero)
        {
            // Not even a file from a clock that is ahead of ours.
            return false;
        }

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

    private async Task<EnrichReport> CopyAsync(LogObject file, string? etag, ContentHeaders headers, CancellationToken cancellationToken)
    {
        await _publisher.CopyAsync(file, etag, headers, cancellationToken);
        return new EnrichReport(EnrichOutcome.Copied);
    }

    private async Task<EnrichReport> PublishAsync(EnrichRequest request, SourceFile source, EvidenceOfFile evidence, CancellationToken cancellationToken)
    {
        var file = request.File;
        var copy = _copies.Make(file.ToString(), source, evidence.Of);
        if (evidence.Missed)
        {
            return await EnrichAsync(request with { RedactedSessions = null }, cancellationToken);
        }

        if (copy.Counts.RedactedRecords == 0)
        {
            return await CopyAsync(file, source.ETag, source.Headers, cancellationToken);
        }

        // Ambiguity is a decision, nothing to be held for. But a sign-in may yet outrank browser calls that disagree.
        if (evidence.NotAwaited(copy.Open) is { Count: > 0 } ambiguous)
        {
            evidence = await WaitAsync(file, evidence, ambiguous, cancellationToken);
            copy = _copies.Make(file.ToString(), source, evidence.Of);
        }

        foreach (var outcome in copy.Outcomes)
        {
            observer!(file, outcome);
        }

        var (published, standing) = await _publisher.PublishAsync(request, source, copy, cancellationToken);
        if (standing.IsComplete && (request.Waited || evidence.Waits))
        {
            await StopWaitingAsync(file, evidence, cancellationToken);
        }

        return new EnrichReport(published) { Counts = copy.Counts, Way = copy.Way, UnresolvedSessions = evidence.Uncovered.Count };
    }

    /// <summary>
    /// A complete copy is never replaced, so no evidence can matter to the file any more. Sooner than that no item may go, not even of a session
    /// that the copy has all values of: another attempt, under way with older evidence of it and newer of another, may yet replace that copy.
    /// </summary>
    private Task StopWaitingAsync(LogObject file, EvidenceOfFile evidence, CancellationToken cancellationToken) =>
        Task.WhenAll(evidence.Sessions.Select(session => index.RemoveWaitingAsync(session, file, cancellationToken)));

    private EnrichReport Logged(EnrichRequest request, EnrichReport report)
    {
        // A queue's clock and ours may differ by a little: no file is younger than new.
        var age = request.Announced.EventTime is { } since ? Math.Max(0, (long)(time.GetUtcNow() - since).TotalSeconds) : (long?)null;
        var counts = report.Counts ?? new EnrichmentCounts();
        logger.Enriched(
            request.File.Bucket,
            request.File.Key,
            report.Outcome.Name(),
            counts.Records,
            counts.RedactedRecords,
            counts.RedactedFields,
            counts.RecoveredBySignIn,
            counts.RecoveredByBrowserSibling,
            counts.Ambiguous,
            counts.Unresolved,
            report.UnresolvedSessions,
            age);
        return report with { AgeSeconds = age };
    }
}
