using System.Collections.Concurrent;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Passes;

/// <summary>
/// Asks a store once a minute for a session whose evidence all agrees and has a sign-in: in a warm process most files of a busy hour speak
/// of the same few sessions.
/// </summary>
/// <remarks>
/// What is remembered is at most a minute old, which is no worse than a file that arrived a minute earlier: the live path takes what a
/// sign-in has as final (<c>docs/decisions.md</c>). Consistent reads are always made, and a backfill remembers nothing.
/// </remarks>
/// <param name="store">The store.</param>
/// <param name="time">The clock.</param>
public sealed class RememberedEvidence(IEvidenceStore store, TimeProvider time) : IEvidenceStore
{
    private const int MaxSessions = 10_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<SessionKey, (IReadOnlyList<Evidence> Evidence, DateTimeOffset Read)> _remembered = new();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken)
    {
        if (!consistent && _remembered.TryGetValue(session, out var known) && time.GetUtcNow() - known.Read < Lifetime)
        {
            return known.Evidence;
        }

        var read = time.GetUtcNow();
        var evidence = await store.FindAsync(session, consistent, cancellationToken);
        if (IsWorthRemembering(evidence))
        {
            if (_remembered.Count >= MaxSessions)
            {
                _remembered.Clear();
            }

            _remembered[session] = (evidence, read);
        }
        else
        {
            _remembered.TryRemove(session, out _);
        }

        return evidence;
    }

    /// <inheritdoc/>
    public Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken)
    {
        foreach (var one in evidence)
        {
            _remembered.TryRemove(one.Session, out _);
        }

        return store.PutAsync(evidence, cancellationToken);
    }

    private static bool IsWorthRemembering(IReadOnlyList<Evidence> evidence) =>
        evidence.Any(item => item.Kind == EvidenceKind.SignIn) && AddressAndAgent.DigestOfAll(evidence) is not null;
}
