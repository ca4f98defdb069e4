using System.Collections.Concurrent;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Explain;

/// <summary>Remembers which file each piece of evidence was found in, while pass 1 stores it. Safe to use from several threads.</summary>
/// <param name="index">The index that decides.</param>
internal sealed class EvidenceLog(InMemoryEvidence index)
{
    private readonly ConcurrentBag<(Evidence Evidence, LogObject File)> _found = [];

    /// <summary>The store, as pass 1 over one file sees it.</summary>
    public IEvidenceStore For(LogObject file) => new OneFile(this, file);

    /// <summary>Sessions of which something is known.</summary>
    public IEnumerable<SessionKey> Sessions => _found.Select(one => one.Evidence.Session).Distinct();

    /// <summary>The sessions that an event is evidence for.</summary>
    public IEnumerable<SessionKey> SessionsKnownFrom(string eventId) =>
        _found.Where(one => one.Evidence.EventId == eventId || one.Evidence.Last.EventId == eventId)
            .Select(one => one.Evidence.Session)
            .Distinct();

    /// <summary>A session with all evidence of it, by time. What no file holds was known before, from a table.</summary>
    public FoundSession Find(SessionKey session)
    {
        var known = index.Find(session);
        var kept = known.SelectMany(item => new[] { item.First, item.Last }).ToHashSet();
        var inFiles = _found.Where(one => one.Evidence.Session == session)
            .GroupBy(one => one.Evidence)
            .Select(group => new FoundEvidence(
                group.Key,
                [.. group.Select(one => one.File).Distinct().OrderBy(file => file.ToString(), StringComparer.Ordinal)],
                kept.Contains(group.Key.First) || kept.Contains(group.Key.Last)))
            .ToArray();
        var seen = inFiles.SelectMany(one => new[] { one.Evidence.First, one.Evidence.Last }).ToHashSet();
        var elsewhere = known.Where(item => !seen.Contains(item.First) && !seen.Contains(item.Last))
            .Select(item => new FoundEvidence(item, [], IsKept: true));
        return new FoundSession(
            session,
            [.. inFiles.Concat(elsewhere)
                .OrderBy(one => one.Evidence, Comparer<Evidence>.Create((left, right) => left.First.CompareTo(right.First)))]);
    }

    private sealed class OneFile(EvidenceLog log, LogObject file) : IEvidenceStore
    {
        private readonly InMemoryEvidence _store = log.Index;

        public Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken)
        {
            foreach (var one in evidence)
            {
                log._found.Add((one, file));
            }

            return _store.PutAsync(evidence, cancellationToken);
        }

        public Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken) =>
            _store.FindAsync(session, consistent, cancellationToken);

        public Task<IReadOnlyList<Evidence>> FindRequestsAsync(
            IReadOnlyCollection<SessionKey> requests, bool consistent, CancellationToken cancellationToken) =>
            _store.FindRequestsAsync(requests, consistent, cancellationToken);
    }

    private InMemoryEvidence Index => index;
}
