using System.Collections.Concurrent;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Explain;

/// <summary>Remembers which file each piece of evidence was found in, while pass 1 stores it. Safe to use from several threads.</summary>
/// <param name="index">The index that decides.</param>
internal sealed class EvidenceLog(InMemorySessionIndex index)
{
    private readonly ConcurrentBag<(Evidence Evidence, LogObject File)> _found = [];

    /// <summary>The index, as pass 1 over one file sees it.</summary>
    public ISessionIndex For(LogObject file) => new OneFile(this, file);

    /// <summary>Sessions of which something is known.</summary>
    public IEnumerable<SessionKey> Sessions => _found.Select(one => one.Evidence.Session).Distinct();

    /// <summary>The sessions that an event is evidence for.</summary>
    public IEnumerable<SessionKey> SessionsKnownFrom(string eventId) =>
        _found.Where(one => one.Evidence.EventId == eventId).Select(one => one.Evidence.Session).Distinct();

    /// <summary>A session with all evidence of it, by time.</summary>
    public FoundSession Find(SessionKey session)
    {
        var kept = index.Find(session).ToHashSet();
        var evidence = _found.Where(one => one.Evidence.Session == session)
            .GroupBy(one => one.Evidence)
            .OrderBy(group => group.Key, Comparer<Evidence>.Create(Evidence.InOrder))
            .Select(group => new FoundEvidence(group.Key, [.. group.Select(one => one.File).Distinct().OrderBy(file => file.ToString(), StringComparer.Ordinal)], kept.Contains(group.Key)));
        return new FoundSession(session, [.. evidence]);
    }

    private sealed class OneFile(EvidenceLog log, LogObject file) : ISessionIndex
    {
        private readonly InMemorySessionIndex _index = log.Index;

        public Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken)
        {
            foreach (var one in evidence)
            {
                log._found.Add((one, file));
            }

            return _index.PutAsync(evidence, cancellationToken);
        }

        public Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken) =>
            _index.FindAsync(session, consistent, cancellationToken);

        public Task AddWaitingAsync(SessionKey session, LogObject waiting, CancellationToken cancellationToken) =>
            _index.AddWaitingAsync(session, waiting, cancellationToken);

        public Task<IReadOnlyList<LogObject>> FindWaitingAsync(SessionKey session, CancellationToken cancellationToken) =>
            _index.FindWaitingAsync(session, cancellationToken);

        public Task RemoveWaitingAsync(SessionKey session, LogObject waiting, CancellationToken cancellationToken) =>
            _index.RemoveWaitingAsync(session, waiting, cancellationToken);
    }

    private InMemorySessionIndex Index => index;
}
