using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Sessions;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Passes;

/// <summary>
/// Pass 1: reads a log file once, stores the evidence in it, releases the files that waited for that evidence,
/// and hands the file to pass 2, unless pass 2 finds it by itself.
/// </summary>
public sealed class IndexPass(
    ILogStore store,
    IEvidenceStore evidence,
    IWaitingList waiting,
    IEnrichQueue queue,
    PassOptions options,
    ILogger<IndexPass> logger,
    Action<LogObject, RecordOutcome>? observer = null)
{
    /// <summary>Indexes one object.</summary>
    /// <exception cref="LogFileException">The file is damaged, or not a log file; nothing of it is used.</exception>
    /// <exception cref="IOException">A store failed; running again is safe.</exception>
    public async Task<IndexReport> RunAsync(ObjectCreated created, CancellationToken cancellationToken)
    {
        var kind = options.KindOf(created.File, out var key);
        if (kind != ObjectKind.LogFile)
        {
            logger.Ignored("index", created.File.Bucket, created.File.Key, kind.Name());
            return new IndexReport(kind);
        }

        var source = await store.GetAsync(created.File, cancellationToken);
        var scan = Scan(created.File, key, source);
        await evidence.PutAsync(scan.Evidence, cancellationToken);
        var released = await ReleaseWaitingAsync(scan.Evidence, cancellationToken);
        if (options.HandOver)
        {
            await HandOverAsync(created, source, scan, cancellationToken);
        }

        var report = new IndexReport(kind)
        {
            Records = scan.Records,
            SignIns = scan.Evidence.Count(item => item.Kind == EvidenceKind.SignIn),
            BrowserSiblings = scan.Evidence.Count(item => item.Kind == EvidenceKind.BrowserSibling),
            AgentRequests = scan.Evidence.Count(item => item.Kind == EvidenceKind.AgentCall),
            RedactedSessions = scan.RedactedSessions,
            Released = released,
        };
        logger.Indexed(
            created.File.Bucket,
            created.File.Key,
            report.Records,
            report.SignIns,
            report.BrowserSiblings,
            report.RedactedSessions.Keys.Count(session => session.Kind == SessionKeyKind.Console),
            released);
        if (report.AgentRequests > 0)
        {
            logger.IndexedAgents(created.File.Bucket, created.File.Key, report.AgentRequests);
        }

        return report;
    }

    private LogFileScan Scan(LogObject file, LogFileKey? key, SourceFile source)
    {
        using var text = LogText.Read(file.ToString(), source.Content, options.Limits);
        var outcomes = new List<RecordOutcome>();
        var scan = LogFileScan.Run(
            file.ToString(),
            text,
            options.Limits,
            options.RequireMatchingAccount ? key?.Account : null,
            observer is null ? null : outcomes.Add,
            options.Selection);

        // Of a file that turns out to be damaged, nothing is used.
        outcomes.ForEach(outcome => observer!(file, outcome));
        return scan;
    }

    /// <summary>
    /// Evidence is written before the waiting files are read, and pass 2 notes a waiting file before it reads the evidence again:
    /// whatever the order, one of the two sees the other. Evidence that was known before releases files too: the attempt that stored it
    /// may have ended before it could.
    /// </summary>
    private async Task<int> ReleaseWaitingAsync(IReadOnlyList<Evidence> found, CancellationToken cancellationToken)
    {
        var bySession = found.SelectMany(AgentClaims.Apart).ToLookup(WaitedBy);
        var released = await Task.WhenAll(bySession.Select(session => FindReleasedAsync(session.Key, [.. session], cancellationToken)));
        var requests = released
            .SelectMany(one => one)
            .GroupBy(one => one.File)
            .Select(
                file => new EnrichRequest(new ObjectCreated(file.Key)) { Waited = true, WaitedFor = [.. file.Select(one => one.Session)] })
            .ToArray();
        if (requests.Length > 0)
        {
            await queue.SendAsync(requests, TimeSpan.Zero, cancellationToken);
        }

        return requests.Length;
    }

    /// <summary>What files wait for that may be changed by this evidence.</summary>
    private static SessionKey WaitedBy(Evidence item) =>
        item.Claim is { } claim && SessionKey.TryCreateAgents(claim.PrincipalArn, out var agents) ? agents : item.Session;

    private async Task<IEnumerable<(LogObject File, SessionKey Session)>> FindReleasedAsync(
        SessionKey session, Evidence[] found, CancellationToken cancellationToken)
    {
        var files = await waiting.FindAsync(session, cancellationToken);
        return files.Where(file => Array.Exists(found, file.MayBeChangedBy)).Select(file => (file.File, session));
    }

    private Task HandOverAsync(ObjectCreated created, SourceFile source, LogFileScan scan, CancellationToken cancellationToken)
    {
        var request = new EnrichRequest(created with { ETag = source.ETag ?? created.ETag })
        {
            RedactedSessions = scan.RedactedSessions,
            Headers = source.Headers,
        };
        return queue.SendAsync([request], TimeSpan.Zero, cancellationToken);
    }
}
