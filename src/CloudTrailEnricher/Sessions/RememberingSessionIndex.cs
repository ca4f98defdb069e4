using System.Collections.Concurrent;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Sessions;

/// <summary>
/// Asks an index once a minute for a session whose sign-in is known: in a warm process most files of a busy hour speak of the same few
/// sessions. What is remembered is no older than an eventually consistent read may be; consistent reads are always made.
/// </summary>
/// <param name="index">The index.</param>
/// <param name="time">The clock.</param>
public sealed class RememberingSessionIndex(ISessionIndex index, TimeProvider time) : ISessionIndex
{
    private const int MostSessions = 10_000;

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
        var evidence = await index.FindAsync(session, consistent, cancellationToken);
        if (IsWorthRemembering(evidence))
        {
            if (_remembered.Count >= MostSessions)
            {
                _remembered.Clear();
            }

            _remembered[session] = (evidence, read);
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

        return index.PutAsync(evidence, cancellationToken);
    }

    /// <inheritdoc/>
    public Task AddWaitingAsync(SessionKey session, LogObject file, CancellationToken cancellationToken) =>
        index.AddWaitingAsync(session, file, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogObject>> FindWaitingAsync(SessionKey session, CancellationToken cancellationToken) =>
        index.FindWaitingAsync(session, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveWaitingAsync(SessionKey session, LogObject file, CancellationToken cancellationToken) =>
        index.RemoveWaitingAsync(session, file, cancellationToken);

    /// <summary>A sign-in with both values decides for good; a session known by less is asked for again, since more may come.</summary>
    private static bool IsWorthRemembering(IReadOnlyList<Evidence> evidence) =>
        evidence.Any(one => one is { Kind: EvidenceKind.SignIn, SourceIPAddress: not null, UserAgent: not null });
}
