using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Aws;

/// <summary>Evidence in the sessions table.</summary>
/// <param name="table">The table; it stays its owner's.</param>
public sealed class DynamoDbEvidence(SessionsTable table) : IEvidenceStore
{
    /// <summary>About 10 MB of evidence.</summary>
    private const int MaxRemembered = 20_000;

    /// <summary>Each lost race means that another writer extended the same ten minutes of one browser.</summary>
    private const int MaxRaces = 10;

    private readonly WrittenEvidence _written = new(MaxRemembered);

    /// <inheritdoc/>
    public Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken) => Task.WhenAll(evidence
        .GroupBy(item => (item.Session, item.ItemKey))
        .Select(sameItem => sameItem.Aggregate((merged, item) => merged.MergedWith(item)))
        .Select(item => PutAsync(item, cancellationToken)));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken) =>
        await table.QueryAsync(session.PrincipalArn, session, consistent, SessionItem.Read, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Evidence>> FindRequestsAsync(
        IReadOnlyCollection<SessionKey> requests, bool consistent, CancellationToken cancellationToken)
    {
        var byPartition = requests.ToDictionary(request => request.ToString());
        var items = await table.GetAsync("read requests", requests.Select(SessionItem.RequestKeys), consistent, cancellationToken);
        return [.. items.Select(item => SessionItem.Read(byPartition[SessionItem.PartitionOf(item)], item))];
    }

    /// <summary>
    /// Writes one item if there is none. Where there is one, the two are merged, and the result is written over the very item that was
    /// merged, unless that says the same already. So neither the order of arrival nor the number of writers matters.
    /// </summary>
    private async Task PutAsync(Evidence evidence, CancellationToken cancellationToken)
    {
        var request = SessionItem.WriteIfAbsent(evidence, table.Expiry);
        if (_written.Find(evidence) is { } written)
        {
            var extended = written.MergedWith(evidence);
            if (extended == written)
            {
                return;
            }

            evidence = extended;
            request = SessionItem.Replace(SessionItem.Write(written, table.Expiry), extended, table.Expiry);
        }

        for (var race = 0; race < MaxRaces; race++)
        {
            var stored = await table.PutIfAsync("store evidence", request, cancellationToken);
            if (stored is null)
            {
                _written.Add(evidence);
                return;
            }

            if (stored.Count == 0)
            {
                // The item that was to be replaced expired in between.
                request = SessionItem.WriteIfAbsent(evidence, table.Expiry);
                continue;
            }

            var known = SessionItem.Read(evidence.Session, stored);
            var merged = known.MergedWith(evidence);
            if (merged == known && !table.ExpiresSoon(SessionItem.ExpiresAt(stored)))
            {
                _written.Add(known);
                return;
            }

            evidence = merged;
            request = SessionItem.Replace(stored, merged, table.Expiry);
        }

        throw new IOException($"lost {MaxRaces} races for storing evidence; it will be tried again");
    }
}
