using CloudTrailEnricher.Aws;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.IntegrationTests;

/// <summary>The sessions table as one process sees it.</summary>
internal sealed class TableReader(SessionsTable table) : IDisposable
{
    public DynamoDbEvidence Evidence { get; } = new(table);

    public DynamoDbWaitingList Waiting { get; } = new(table);

    public Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken) =>
        Evidence.PutAsync(evidence, cancellationToken);

    public Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken) =>
        Evidence.FindAsync(session, consistent, cancellationToken);

    public Task WaitAsync(SessionKey session, LogObject file, CancellationToken cancellationToken) =>
        Waiting.AddAsync(session, new WaitingFile(file, Knows: null), cancellationToken);

    public void Dispose() => table.Dispose();
}
