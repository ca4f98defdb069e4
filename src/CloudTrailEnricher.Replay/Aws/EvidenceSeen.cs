using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Aws;

/// <summary>A session index of which the report wants to know what was found.</summary>
internal sealed class EvidenceSeen(ISessionIndex index, InMemorySessionIndex seen) : ISessionIndex
{
    public Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken) => index.PutAsync(evidence, cancellationToken);

    public async Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken)
    {
        var found = await index.FindAsync(session, consistent, cancellationToken);
        seen.Put(found);
        return found;
    }

    public Task AddWaitingAsync(SessionKey session, LogObject file, CancellationToken cancellationToken) => index.AddWaitingAsync(session, file, cancellationToken);

    public Task<IReadOnlyList<LogObject>> FindWaitingAsync(SessionKey session, CancellationToken cancellationToken) => index.FindWaitingAsync(session, cancellationToken);

    public Task RemoveWaitingAsync(SessionKey session, LogObject file, CancellationToken cancellationToken) => index.RemoveWaitingAsync(session, file, cancellationToken);
}
