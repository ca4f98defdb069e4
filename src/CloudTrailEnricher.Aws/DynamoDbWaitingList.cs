using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Aws;

/// <summary>Files that wait for evidence, in the sessions table.</summary>
/// <param name="table">The table; it stays its owner's.</param>
public sealed class DynamoDbWaitingList(SessionsTable table) : IWaitingList
{
    /// <inheritdoc/>
    public Task AddAsync(SessionKey session, WaitingFile waiting, CancellationToken cancellationToken) =>
        table.PutAsync("note a waiting file", SessionItem.Waiting(session, waiting, table.Expiry), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WaitingFile>> FindAsync(SessionKey session, CancellationToken cancellationToken) =>
        await table.QueryAsync(
            SessionItem.WaitingPartition(session), session, consistent: true, SessionItem.ReadWaiting, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(SessionKey session, LogObject file, CancellationToken cancellationToken) =>
        table.DeleteAsync("remove a waiting file", SessionItem.WaitingKeys(session, file), cancellationToken);
}
