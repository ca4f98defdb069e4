using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;
using CloudTrailEnricher.Tests.Model;

namespace CloudTrailEnricher.Tests.Agents;

/// <summary>The stores of both passes, in memory. Before each call something else may happen, and the call may fail.</summary>
/// <param name="bucket">The bucket.</param>
/// <param name="before">What happens before a call; says whether it fails.</param>
/// <param name="check">Receives the copy before and after it is replaced.</param>
internal sealed class AgentPorts(
    InMemoryLogStore bucket, Func<Task<Fault?>> before, Action<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> check)
    : ILogStore, IEvidenceStore, IWaitingList
{
    private readonly InMemoryEvidence _evidence = new();
    private readonly InMemoryWaitingList _waiting = new();

    public Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken) =>
        CallAsync(() => bucket.GetAsync(source, cancellationToken));

    public Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken) =>
        CallAsync(() => bucket.FindCopyAsync(copy, cancellationToken));

    public Task<bool> TryPutCopyAsync(
        LogObject copy,
        ReadOnlyMemory<byte> content,
        ContentHeaders headers,
        CopyDescription description,
        PublishedCopy? replaces,
        CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var old = bucket.Copies.Contains(copy) ? bucket.ContentOf(copy) : null;
        var isWritten = await bucket.TryPutCopyAsync(copy, content, headers, description, replaces, cancellationToken);
        if (isWritten && old is not null)
        {
            check(old, content);
        }

        return isWritten;
    });

    public Task<bool> CopyAsync(LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken) =>
        CallAsync(() => bucket.CopyAsync(copy, headers, description, cancellationToken));

    /// <summary>Item by item, as the table takes them: some may fail.</summary>
    public async Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken)
    {
        foreach (var one in evidence)
        {
            await CallAsync(() => DoneAsync(_evidence.PutAsync([one], cancellationToken)));
        }
    }

    public Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken) =>
        CallAsync(() => _evidence.FindAsync(session, consistent, cancellationToken));

    public Task<IReadOnlyList<Evidence>> FindRequestsAsync(
        IReadOnlyCollection<SessionKey> requests, bool consistent, CancellationToken cancellationToken) =>
        CallAsync(() => _evidence.FindRequestsAsync(requests, consistent, cancellationToken));

    public Task AddAsync(SessionKey session, WaitingFile waiting, CancellationToken cancellationToken) =>
        CallAsync(() => DoneAsync(_waiting.AddAsync(session, waiting, cancellationToken)));

    public Task<IReadOnlyList<WaitingFile>> FindAsync(SessionKey session, CancellationToken cancellationToken) =>
        CallAsync(() => _waiting.FindAsync(session, cancellationToken));

    public Task RemoveAsync(SessionKey session, LogObject file, CancellationToken cancellationToken) =>
        CallAsync(() => DoneAsync(_waiting.RemoveAsync(session, file, cancellationToken)));

    private static async Task<bool> DoneAsync(Task task)
    {
        await task;
        return true;
    }

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        var fault = await before();
        if (fault == Fault.FailedBefore)
        {
            throw new InjectedFaultException();
        }

        var answer = await call();
        return fault is null ? answer : throw new InjectedFaultException();
    }
}
