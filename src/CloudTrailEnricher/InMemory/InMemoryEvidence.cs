using System.Collections.Concurrent;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.InMemory;

/// <summary>Evidence for one process: the command line's, and the tests'. Safe to use from several threads.</summary>
public sealed class InMemoryEvidence : IEvidenceStore
{
    private readonly ConcurrentDictionary<SessionKey, ConcurrentDictionary<string, Evidence>> _sessions = new();

    /// <summary>All evidence, by session and item key.</summary>
    public IReadOnlyList<Evidence> All =>
    [
        .. _sessions.Values
            .SelectMany(items => items.Values)
            .OrderBy(item => item.Session.ToString(), StringComparer.Ordinal)
            .ThenBy(item => item.ItemKey, StringComparer.Ordinal),
    ];

    /// <summary>How many requests of agents are known.</summary>
    public long Requests => _sessions.Count(session => session.Key.Kind == SessionKeyKind.Request);

    /// <summary>The evidence of one session, without waiting.</summary>
    public IReadOnlyList<Evidence> Find(SessionKey session) => _sessions.TryGetValue(session, out var items) ? [.. items.Values] : [];

    /// <summary>The evidence of some requests, without waiting.</summary>
    public IReadOnlyList<Evidence> Find(IEnumerable<SessionKey> requests) => [.. requests.SelectMany(Find)];

    /// <summary>Stores evidence, without waiting.</summary>
    public void Put(IEnumerable<Evidence> evidence)
    {
        foreach (var one in evidence)
        {
            _sessions
                .GetOrAdd(one.Session, _ => new ConcurrentDictionary<string, Evidence>())
                .AddOrUpdate(one.ItemKey, one, (_, stored) => stored.MergedWith(one));
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
    public Task<IReadOnlyList<Evidence>> FindRequestsAsync(
        IReadOnlyCollection<SessionKey> requests, bool consistent, CancellationToken cancellationToken) =>
        Task.FromResult(Find(requests));
}
