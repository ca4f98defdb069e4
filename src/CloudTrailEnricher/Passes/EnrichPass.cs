using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Passes;

/// <summary>Pass 2: finds the evidence that a log file asks for, and publishes the enriched copy.</summary>
public sealed class EnrichPass(
    ILogStore store,
    IEvidenceStore evidence,
    IWaitingList waiting,
    IEnrichQueue queue,
    PassOptions options,
    TimeProvider time,
    ILogger<EnrichPass> logger,
    Action<LogObject, RecordOutcome>? observer = null)
{
    /// <summary>After this time, notes that could not be removed are removed.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(1);

    /// <summary>Each further attempt means that another copy was published meanwhile.</summary>
    private const int MaxAttempts = 10;

    private readonly Publisher _publisher = new(store, options.EnrichedPrefix, time, options.EnrichedBucket);
    private readonly CopyMaker _copies = new(options, collectOutcomes: observer is not null);
    private readonly Settling _settling = new(queue, options, time);
    private readonly EvidenceLookup _lookup = new(evidence, waiting);

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
        var standing = request.Waited ? await _publisher.FindAsync(file, cancellationToken) : null;
        if (!request.Force
            && standing?.Description is { } copy
            && (copy.IsFinal || request.Held)
            && Publisher.IsSameSource(request.Announced.ETag, copy))
        {
            return await ForgetAsync(request, copy.IsFinal ? request.WaitedFor : [], copy.IsFinal, cancellationToken)
                ?? new EnrichReport(EnrichOutcome.AlreadyPublished);
        }

        if (request.RedactedSessions is { Count: 0 })
        {
            return await CopyAsync(request, request.Announced.ETag, request.Headers, cancellationToken);
        }

        return await EnrichAsync(request, await store.GetAsync(file, cancellationToken), standing, cancellationToken);
    }

    private async Task<EnrichReport> EnrichAsync(
        EnrichRequest request, SourceFile source, PublishedCopy? standing, CancellationToken cancellationToken)
    {
        var file = request.File;
        var isAnnounced = request.Announced.ETag is null || source.ETag is null || request.Announced.ETag == source.ETag;
        if (isAnnounced
            && FileQuestions.From(request.RedactedSessions) is { } named
            && await TryEnrichAsync(request, source, named, standing, cancellationToken) is { } report)
        {
            return report;
        }

        // Nobody named the file's sessions, or not all of them, or agents caused some records, or the object was replaced since.
        var scan = Scan(file, source);
        var asked = new FileQuestions(scan.RedactedSessions, scan.AgentRequests);
        return asked.Sessions.Count == 0
            ? await CopyAsync(request, source.ETag, source.Headers, cancellationToken)
            : (await TryEnrichAsync(request, source, asked, standing, cancellationToken))!;
    }

    private LogFileScan Scan(LogObject file, SourceFile source)
    {
        using var text = LogText.Read(file.ToString(), source.Content, options.Limits);
        return LogFileScan.Run(file.ToString(), text, options.Limits, account: null, selection: options.Selection);
    }

    /// <summary>Enriches the file by the evidence of these sessions; null when it asks for sessions that are not among them.</summary>
    private async Task<EnrichReport?> TryEnrichAsync(
        EnrichRequest request,
        SourceFile source,
        FileQuestions asked,
        PublishedCopy? standing,
        CancellationToken cancellationToken)
    {
        var file = request.File;
        request = request with { RedactedSessions = asked.Sessions };

        // Evidence released a file that waited: what pass 1 stored just now must be seen, or the file waits for nothing any more.
        var found = request.Waited
            ? await _lookup.FindCurrentAsync(asked, request.WaitedFor, cancellationToken)
            : await _lookup.FindAsync(asked, cancellationToken);
        if (found.UncoveredAndUnnoted is { Count: > 0 } unnoted)
        {
            found = await _lookup.NoteAndFindAsync(file, found, unnoted, cancellationToken);
        }

        if (found.Uncovered.Count > 0 && await _settling.HoldAsync(request, source, found, standing, cancellationToken))
        {
            return new EnrichReport(EnrichOutcome.Held) { UnresolvedSessions = found.Uncovered.Count(IsConsole) };
        }

        var copy = _copies.Make(file.ToString(), source, found.BySession);
        if (copy.Open.Missed.Count > 0)
        {
            return null;
        }

        if (copy.Counts is { RedactedRecords: 0, AgentRecords: 0 })
        {
            return await CopyAsync(request, source.ETag, source.Headers, cancellationToken);
        }

        (found, copy) = await NoteOpenAsync(file, source, found, copy, cancellationToken);
        return copy.Open.Undecided.Count > 0 && await _settling.HoldAsync(request, source, found, standing, cancellationToken)
            ? new EnrichReport(EnrichOutcome.Held) { UnresolvedSessions = copy.Open.Undecided.Count(IsConsole) }
            : await PublishAsync(request, source, found, copy, standing, cancellationToken);
    }

    /// <summary>Notes the file for every session that evidence to come may decide otherwise, and decides by what is known then.</summary>
    private async Task<(FileEvidence Found, EnrichedCopy Copy)> NoteOpenAsync(
        LogObject file, SourceFile source, FileEvidence found, EnrichedCopy copy, CancellationToken cancellationToken)
    {
        var unnoted = OpenIn(copy).Where(session => !found.Noted.Contains(session)).ToArray();
        if (unnoted.Length == 0)
        {
            return (found, copy);
        }

        found = await _lookup.NoteAndFindAsync(file, found, unnoted, cancellationToken);
        return (found, _copies.Make(file.ToString(), source, found.BySession));
    }

    private static bool IsConsole(SessionKey session) => session.Kind == SessionKeyKind.Console;

    private IEnumerable<SessionKey> OpenIn(EnrichedCopy copy) =>
        options.NoteProvisional ? copy.Open.Undecided.Union(copy.Open.Provisional) : copy.Open.Undecided;

    private async Task<EnrichReport> CopyAsync(
        EnrichRequest request, string? etag, ContentHeaders headers, CancellationToken cancellationToken)
    {
        if (!options.CopyUnchanged && await LeaveAsync(request, etag, cancellationToken) is { } left)
        {
            return left;
        }

        return await _publisher.CopyAsync(request.File, etag, headers, cancellationToken)
            ? await ForgetAsync(request, request.WaitedFor, isFinal: true, cancellationToken) ?? new EnrichReport(EnrichOutcome.Copied)
            : await EnrichReplacedAsync(request, etag, cancellationToken);
    }

    /// <summary>
    /// Leaves a file in which nothing is redacted without a copy. Null where a copy of other content stands: readers would take it for
    /// this file's, so it is replaced.
    /// </summary>
    private async Task<EnrichReport?> LeaveAsync(EnrichRequest request, string? etag, CancellationToken cancellationToken)
    {
        var standing = await _publisher.FindAsync(request.File, cancellationToken);
        return standing is not null && (standing.Description is not { } copy || !Publisher.IsSameSource(etag, copy))
            ? null
            : await ForgetAsync(request, request.WaitedFor, isFinal: true, cancellationToken)
                ?? new EnrichReport(standing is null ? EnrichOutcome.Left : EnrichOutcome.AlreadyPublished);
    }

    /// <summary>
    /// The object was replaced since it was announced: what it is now is enriched, unless its newer message did so already.
    /// </summary>
    private async Task<EnrichReport> EnrichReplacedAsync(EnrichRequest request, string? etag, CancellationToken cancellationToken)
    {
        var source = await store.GetAsync(request.File, cancellationToken);
        if (source.ETag == etag)
        {
            throw new IOException(
                $"{request.File}: the store refuses to copy the object although its ETag is still {etag}; check that it supports " +
                $"x-amz-copy-source-if-match");
        }

        var standing = await _publisher.FindAsync(request.File, cancellationToken);
        if (!request.Force && standing?.Description is { IsFinal: true } copy && copy.SourceETag == source.ETag)
        {
            return await ForgetAsync(
                request, request.WaitedFor, isFinal: true, cancellationToken) ?? new EnrichReport(EnrichOutcome.AlreadyPublished);
        }

        var current =
            request with { Announced = request.Announced with { ETag = source.ETag }, RedactedSessions = null, Headers = default };
        return await EnrichAsync(current, source, standing, cancellationToken);
    }

    private async Task<EnrichReport> PublishAsync(
        EnrichRequest request,
        SourceFile source,
        FileEvidence found,
        EnrichedCopy copy,
        PublishedCopy? standing,
        CancellationToken cancellationToken)
    {
        var file = request.File;
        var terms = new PublishTerms(request.Force, KeepsFinal: options.NoteProvisional && !request.Force)
        {
            WritesOnce = !options.ImproveCopies && !request.Force,
        };
        var outcome = EnrichOutcome.AlreadyPublished;
        Publication last;
        for (var attempt = 1; ; attempt++)
        {
            last = await _publisher.PublishAsync(file, source, copy, found.Knowledge, terms, standing, cancellationToken);
            outcome = Outcome(last.Outcome) ?? outcome;
            if (await FindMoreAsync(file, found, copy, last, cancellationToken) is not { } more)
            {
                break;
            }

            if (attempt == MaxAttempts)
            {
                throw new IOException($"{file}: evidence or copies changed {MaxAttempts} times meanwhile; it will be tried again");
            }

            (found, copy) = await NoteOpenAsync(
                file, source, more, _copies.Make(file.ToString(), source, more.BySession), cancellationToken);
            standing = last.Outcome == PublishOutcome.KnowsLess ? last.Before : await _publisher.FindAsync(file, cancellationToken);
            terms = terms with { CurrentSince = last.Outcome == PublishOutcome.KnowsLess ? standing?.ETag : null };
        }

        foreach (var one in copy.Outcomes)
        {
            observer!(file, one);
        }

        return await ForgetAsync(request, Forgotten(request, found, last.Description), last.Description.IsFinal, cancellationToken)
            ?? new EnrichReport(outcome)
            {
                Counts = copy.Counts,
                Method = copy.Method,
                UnresolvedSessions = copy.Open.Undecided.Count(IsConsole),
                SessionsFromSeveralAddresses = found.SeenFromSeveralAddresses,
                IsOutdated = last.Outcome == PublishOutcome.Outdated,
            };
    }

    /// <summary>
    /// The evidence to decide by once more; null where there is no need. A copy that replaced another may have come later than evidence
    /// which an attempt between the two found to change nothing: that attempt compared it with the copy before.
    /// </summary>
    private async Task<FileEvidence?> FindMoreAsync(
        LogObject file, FileEvidence found, EnrichedCopy copy, Publication last, CancellationToken cancellationToken)
    {
        if (last.Outcome == PublishOutcome.KnowsLess)
        {
            return await _lookup.FindCurrentAsync(found, found.BySession.Keys, cancellationToken);
        }

        if (last.Outcome != PublishOutcome.Improved)
        {
            return null;
        }

        // The publisher of a final copy removes the file's notes, maybe only now: they are written again.
        var now = last.IsReopened
            ? await _lookup.NoteAndFindAsync(file, found, OpenIn(copy), cancellationToken)
            : await _lookup.FindCurrentAsync(found, OpenIn(copy), cancellationToken);
        return now.Knowledge == found.Knowledge ? null : now;
    }

    private static EnrichOutcome? Outcome(PublishOutcome outcome) => outcome switch
    {
        PublishOutcome.Published => EnrichOutcome.Published,
        PublishOutcome.Improved => EnrichOutcome.Improved,
        _ => null,
    };

    /// <summary>
    /// The notes that nothing waits for any more: all of a file whose copy is final, and those of sessions that the file does not name.
    /// </summary>
    private static IReadOnlyCollection<SessionKey> Forgotten(EnrichRequest request, FileEvidence found, CopyDescription published) =>
        !published.IsFinal ? [.. request.WaitedFor.Where(session => !found.BySession.ContainsKey(session))]
        : request.Waited || found.Noted.Count > 0 ? [.. found.BySession.Keys.Union(request.WaitedFor)]
        : [];

    /// <summary>
    /// Removes notes. Meanwhile a re-enrichment may have replaced the final copy by one that is not, and noted the file before that: then
    /// the file is enriched again, which notes it.
    /// </summary>
    /// <returns>What the second time came to; null where there was none.</returns>
    private async Task<EnrichReport?> ForgetAsync(
        EnrichRequest request, IReadOnlyCollection<SessionKey> sessions, bool isFinal, CancellationToken cancellationToken)
    {
        try
        {
            await _lookup.RemoveNotesAsync(request.File, sessions, cancellationToken);
        }
        catch (IOException) when (!request.Waited)
        {
            // The copy stands, and the next attempt at this message would not look for notes: one that says so does.
            await queue.SendAsync([request with { Waited = true, WaitedFor = [.. sessions] }], RetryDelay, cancellationToken);
            return null;
        }

        return isFinal
            && sessions.Count > 0
            && await _publisher.FindAsync(request.File, cancellationToken) is { Description.IsFinal: false }
            ? await EnrichAsync(request with { Waited = true, Held = false, WaitedFor = [] }, cancellationToken)
            : null;
    }

    private EnrichReport Logged(EnrichRequest request, EnrichReport report)
    {
        // A queue's clock and ours may differ by a little: no file is younger than new.
        var age = request.Announced.EventTime is { } since ? Math.Max(0, (long)(time.GetUtcNow() - since).TotalSeconds) : (long?)null;
        report = report with { AgeSeconds = age };
        EnrichLine.Write(logger, request, report);
        return report;
    }
}
