using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Tests.Model;

/// <summary>Lets some calls fail, half of them after they took effect.</summary>
internal sealed class FaultyCalls(int percent, Random random)
{
    private readonly Lock _lock = new();

    public FaultCounts Injected { get; } = new();

    public long Calls { get; private set; }

    public async Task<T> CallAsync<T>(CallKind kind, Func<Task<T>> call)
    {
        var fault = Draw(kind);
        if (fault == Fault.FailedBefore)
        {
            throw new InjectedFaultException();
        }

        var result = await call();
        return fault is null ? result : throw new InjectedFaultException();
    }

    public Task CallAsync(CallKind kind, Func<Task> call) => CallAsync(kind, async () =>
    {
        await call();
        return true;
    });

    private Fault? Draw(CallKind kind)
    {
        lock (_lock)
        {
            Calls++;
            Fault? fault = random.Next(200) switch
            {
                var drawn when drawn < percent => Fault.FailedBefore,
                var drawn when drawn < 2 * percent => Fault.FailedAfter,
                _ => null,
            };
            if (fault is { } injected)
            {
                Injected.Add(kind, injected);
            }

            return fault;
        }
    }
}

/// <summary>A bucket whose calls fail now and then.</summary>
internal sealed class FaultyLogStore(ILogStore store, FaultyCalls faults) : ILogStore
{
    public Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken) =>
        faults.CallAsync(CallKind.ReadLogFile, () => store.GetAsync(source, cancellationToken));

    public Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken) =>
        faults.CallAsync(CallKind.FindCopy, () => store.FindCopyAsync(copy, cancellationToken));

    public Task<bool> TryPutCopyAsync(
        LogObject copy,
        ReadOnlyMemory<byte> content,
        ContentHeaders headers,
        CopyDescription description,
        PublishedCopy? replaces,
        CancellationToken cancellationToken) =>
        faults.CallAsync(CallKind.PutCopy, () => store.TryPutCopyAsync(copy, content, headers, description, replaces, cancellationToken));

    public Task<bool> CopyAsync(LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken) =>
        faults.CallAsync(CallKind.CopyUnchanged, () => store.CopyAsync(copy, headers, description, cancellationToken));
}

/// <summary>A table of evidence whose calls fail now and then. It takes item by item, as DynamoDB does: some may fail.</summary>
internal sealed class FaultyEvidence(IEvidenceStore evidence, FaultyCalls faults) : IEvidenceStore
{
    public Task PutAsync(IReadOnlyCollection<Evidence> items, CancellationToken cancellationToken) =>
        Task.WhenAll(items.Select(item => faults.CallAsync(CallKind.PutEvidence, () => evidence.PutAsync([item], cancellationToken))));

    public Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken) =>
        faults.CallAsync(CallKind.FindEvidence, () => evidence.FindAsync(session, consistent, cancellationToken));

    public Task<IReadOnlyList<Evidence>> FindRequestsAsync(
        IReadOnlyCollection<SessionKey> requests, bool consistent, CancellationToken cancellationToken) =>
        faults.CallAsync(CallKind.FindEvidence, () => evidence.FindRequestsAsync(requests, consistent, cancellationToken));
}

/// <summary>A waiting list whose calls fail now and then.</summary>
internal sealed class FaultyWaitingList(IWaitingList waiting, FaultyCalls faults) : IWaitingList
{
    public Task AddAsync(SessionKey session, WaitingFile file, CancellationToken cancellationToken) =>
        faults.CallAsync(CallKind.AddWaiting, () => waiting.AddAsync(session, file, cancellationToken));

    public Task<IReadOnlyList<WaitingFile>> FindAsync(SessionKey session, CancellationToken cancellationToken) =>
        faults.CallAsync(CallKind.FindWaiting, () => waiting.FindAsync(session, cancellationToken));

    public Task RemoveAsync(SessionKey session, LogObject file, CancellationToken cancellationToken) =>
        faults.CallAsync(CallKind.RemoveWaiting, () => waiting.RemoveAsync(session, file, cancellationToken));
}
