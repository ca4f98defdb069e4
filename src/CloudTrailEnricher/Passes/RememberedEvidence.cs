using System.Collections.Concurrent;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Passes;

/// <summary>
/// Remembers what was read of a session: in a warm process most files of a busy hour name the same few sessions.
/// </summary>
/// <remarks>
/// Evidence with a sign-in that all agrees is remembered for a minute, which is no worse than a file that arrived a minute earlier: the
/// live path takes what a sign-in tells as final (<c>docs/decisions.md</c>). That a session has no sign-in is remembered for a quarter of
/// an hour: pass 2 notes each of its files and then reads again, consistently, so the memory only saves the first read. Consistent reads
/// are always made, and a backfill remembers nothing.
/// </remarks>
/// <param name="store">The store.</param>
/// <param name="time">The clock.</param>
public sealed class RememberedEvidence(IEvidenceStore store, TimeProvider time) : IEvidenceStore
{
    private const int MaxSessions = 10_000;

    private static readonly TimeSpan LifetimeOfFinal = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LifetimeOfProvisional = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<SessionKey, (IReadOnlyList<Evidence> Evidence, DateTimeOffset Until)> _remembered = new();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken)
    {
        if (!consistent && _remembered.TryGetValue(session, out var known) && time.GetUtcNow() < known.Until)
        {
            return known.Evidence;
        }

        var now = time.GetUtcNow();
        var evidence = await store.FindAsync(session, consistent, cancellationToken);
        if (Lifetime(evidence) is { } lifetime)
        {
            if (_remembered.Count >= MaxSessions)
            {
                _remembered.Clear();
            }

            _remembered[session] = (evidence, now + lifetime);
        }
        else
        {
            _remembered.TryRemove(session, out _);
        }

        return evidence;
    }

    /// <summary>Nothing of requests is remembered: each is asked for by one record.</summary>
    public Task<IReadOnlyList<Evidence>> FindRequestsAsync(
        IReadOnlyCollection<SessionKey> requests, bool consistent, CancellationToken cancellationToken) =>
        store.FindRequestsAsync(requests, consistent, cancellationToken);

    /// <inheritdoc/>
    public Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken)
    {
        foreach (var one in evidence)
        {
            _remembered.TryRemove(one.Session, out _);
        }

        return store.PutAsync(evidence, cancellationToken);
    }

    /// <summary>How long evidence may be remembered; null where it may not.</summary>
    private static TimeSpan? Lifetime(IReadOnlyList<Evidence> evidence) =>
        evidence.All(item => item.Kind != EvidenceKind.SignIn) ? LifetimeOfProvisional
        : AddressAndAgent.DigestOfAll(evidence) is not null ? LifetimeOfFinal
        : null;
}
