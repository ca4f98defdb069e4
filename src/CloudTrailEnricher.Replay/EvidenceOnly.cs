using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay;

/// <summary>A session index for a run whose pass 1 is over before its pass 2 begins: nothing waits, so nobody is noted.</summary>
/// <param name="found">Takes what pass 1 finds.</param>
/// <param name="known">What else is known, such as a table; null for nothing. It is only read, and what it tells is taken over.</param>
internal sealed class EvidenceOnly(InMemorySessionIndex found, ISessionIndex? known = null) : ISessionIndex
{
    public Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken) => found.PutAsync(evidence, cancellationToken);

    public async Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken)
    {
        if (known is null)
        {
            return found.Find(session);
        }

        found.Put(await known.FindAsync(session, consistent, cancellationToken));
        return found.Find(session);
    }

    public Task AddWaitingAsync(SessionKey session, LogObject file, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<LogObject>> FindWaitingAsync(SessionKey session, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<LogObject>>([]);

    public Task RemoveWaitingAsync(SessionKey session, LogObject file, CancellationToken cancellationToken) => Task.CompletedTask;
}
