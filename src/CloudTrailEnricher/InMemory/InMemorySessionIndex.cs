using System.Collections.Concurrent;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.InMemory;

/// <summary>A session index for one process: the command line's, and the tests'. Safe to use from several threads.</summary>
public sealed class InMemorySessionIndex : ISessionIndex
{
    private readonly ConcurrentDictionary<SessionKey, Entry> _sessions = new();

    /// <summary>All evidence, by session and item key.</summary>
    public IReadOnlyList<Evidence> AllEvidence =>
        [.. _sessions.Values.SelectMany(entry => entry.Evidence()).OrderBy(e => e.Session.ToString(), StringComparer.Ordinal).ThenBy(e => e.ItemKey, StringComparer.Ordinal)];

    /// <summary>The evidence of one session, without waiting.</summary>
    public IReadOnlyList<Evidence> Find(SessionKey session) => _sessions.TryGetValue(session, out var entry) ? entry.Evidence() : [];

    /// <summary>Stores evidence, without waiting.</summary>
    public void Put(IEnumerable<Evidence> evidence)
    {
        foreach (var one in evidence)
        {
            _sessions.GetOrAdd(one.Session, _ => new Entry()).Put(one);
        }
    }

    /// <inheritdoc/>
    public Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken)
    {
        Put(evidence);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken) =>
        Task.FromResult(Find(session));

    /// <inheritdoc/>
    public Task AddWaitingAsync(SessionKey session, LogObject file, CancellationToken cancellationToken)
    {
        _sessions.GetOrAdd(session, _ => new Entry()).AddWaiting(file);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogObject>> FindWaitingAsync(SessionKey session, CancellationToken cancellationToken) =>
        Task.FromResult(_sessions.TryGetValue(session, out var entry) ? entry.Waiting() : []);

    /// <inheritdoc/>
    public Task RemoveWaitingAsync(SessionKey session, LogObject file, CancellationToken cancellationToken)
    {
        if (_sessions.TryGetValue(session, out var entry))
        {
            entry.RemoveWaiting(file);
        }

        return Task.CompletedTask;
    }

    private sealed class Entry
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, Evidence> _evidence = [];
        private readonly HashSet<LogObject> _waiting = [];

        public void Put(Evidence evidence)
        {
            var key = evidence.ItemKey;
            lock (_lock)
            {
                if (!_evidence.TryGetValue(key, out var stored) || evidence.Replaces(stored))
                {
                    _evidence[key] = evidence;
                }
            }
        }

        public IReadOnlyList<Evidence> Evidence()
        {
            lock (_lock)
            {
                return [.. _evidence.Values];
            }
        }

        public void AddWaiting(LogObject file)
        {
            lock (_lock)
            {
                _waiting.Add(file);
            }
        }

        public IReadOnlyList<LogObject> Waiting()
        {
            lock (_lock)
            {
                return [.. _waiting.OrderBy(file => file.ToString(), StringComparer.Ordinal)];
            }
        }

        public void RemoveWaiting(LogObject file)
        {
            lock (_lock)
            {
                _waiting.Remove(file);
            }
        }
    }
}
