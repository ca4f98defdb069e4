using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Aws;

/// <summary>A store of evidence that also keeps what was found, for the report.</summary>
internal sealed class EvidenceSeen(IEvidenceStore store, InMemoryEvidence seen) : IEvidenceStore
{
    public Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken) =>
        store.PutAsync(evidence, cancellationToken);

    public async Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken)
    {
        var found = await store.FindAsync(session, consistent, cancellationToken);
        seen.Put(found);
        return found;
    }

    public async Task<IReadOnlyList<Evidence>> FindRequestsAsync(
        IReadOnlyCollection<SessionKey> requests, bool consistent, CancellationToken cancellationToken)
    {
        var found = await store.FindRequestsAsync(requests, consistent, cancellationToken);
        seen.Put(found);
        return found;
    }
}
