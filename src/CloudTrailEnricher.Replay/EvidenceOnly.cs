using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay;

/// <summary>What pass 1 of this run finds, beside what is known already.</summary>
/// <param name="found">Takes what pass 1 finds.</param>
/// <param name="known">What else is known, such as a table; null for nothing. It is only read, and what it holds is taken over.</param>
internal sealed class EvidenceOnly(InMemoryEvidence found, IEvidenceStore? known = null) : IEvidenceStore
{
    public Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken) =>
        found.PutAsync(evidence, cancellationToken);

    public async Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken)
    {
        if (known is null)
        {
            return found.Find(session);
        }

        found.Put(await known.FindAsync(session, consistent, cancellationToken));
        return found.Find(session);
    }

    public async Task<IReadOnlyList<Evidence>> FindRequestsAsync(
        IReadOnlyCollection<SessionKey> requests, bool consistent, CancellationToken cancellationToken)
    {
        if (known is not null)
        {
            found.Put(await known.FindRequestsAsync(requests, consistent, cancellationToken));
        }

        return found.Find(requests);
    }
}
