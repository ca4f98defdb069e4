using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Tests.Model;

/// <summary>The bucket, as one invocation reaches it.</summary>
internal sealed class ModelLogStore(World world, Invocation invocation) : ILogStore
{
    public Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken) =>
        world.Call(invocation, CallKind.ReadLogFile, "", () => world.Scenario.Sources[Scenario.NumberOf(source)]);

    public Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken) =>
        world.Call(invocation, CallKind.FindCopy, "", () => world.State.FindCopy(Scenario.NumberOfCopy(copy)));

    public Task<bool> TryPutCopyAsync(
        LogObject copy,
        ReadOnlyMemory<byte> content,
        ContentHeaders headers,
        CopyDescription description,
        PublishedCopy? replaces,
        CancellationToken cancellationToken) =>
        world.Call(
            invocation,
            CallKind.PutCopy,
            $"with {description.Recovered} of {description.Redacted} recovered, instead of {replaces?.ETag ?? "none"}",
            () => world.State.TryPut(Scenario.NumberOfCopy(copy), content, description, replaces?.ETag, invocation));

    public Task<bool> CopyAsync(LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken) =>
        world.Call(invocation, CallKind.CopyUnchanged, "", () => world.State.Copy(Scenario.NumberOfCopy(copy), description));
}

/// <summary>The evidence in the table, as one invocation reaches it. Items are written one by one, as in DynamoDB: some may fail.</summary>
internal sealed class ModelEvidence(World world, Invocation invocation, ProcessMemory memory) : IEvidenceStore
{
    public Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken) =>
        evidence.Count == 0 ? Task.CompletedTask : Task.WhenAll(evidence.Where(item => !memory.Covers(item)).Select(PutAsync));

    public Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken)
    {
        var number = Universe.NumberOf(session);
        return world.Call(
            invocation,
            CallKind.FindEvidence,
            world.Trace is null ? "" : $"of session {number}{(consistent ? ", consistently" : "")}",
            () => world.State.FindEvidence(number, consistent, invocation));
    }

    public Task<IReadOnlyList<Evidence>> FindRequestsAsync(
        IReadOnlyCollection<SessionKey> requests, bool consistent, CancellationToken cancellationToken) =>
        throw new NotSupportedException("no file of these schedules asks for an agent's requests");

    private async Task PutAsync(Evidence item)
    {
        var events = Universe.EventsOf(item);
        await world.Call(
            invocation,
            CallKind.PutEvidence,
            world.Trace is null ? "" : $"{item.Kind} {item.First.EventId}-{item.Last.EventId}",
            () => world.State.PutEvidence(events));
        memory.Written |= events;
    }
}

/// <summary>The notes in the table, as one invocation reaches them.</summary>
internal sealed class ModelWaitingList(World world, Invocation invocation) : IWaitingList
{
    public Task AddAsync(SessionKey session, WaitingFile waiting, CancellationToken cancellationToken)
    {
        var number = Universe.NumberOf(session);
        return world.Call(
            invocation,
            CallKind.AddWaiting,
            world.Trace is null ? "" : $"for session {number}{(waiting.Knows is null ? "" : ", unless it is as before")}",
            () => world.State.AddWaiting(number, waiting));
    }

    public Task<IReadOnlyList<WaitingFile>> FindAsync(SessionKey session, CancellationToken cancellationToken)
    {
        var number = Universe.NumberOf(session);
        return world.Call(
            invocation, CallKind.FindWaiting, world.Trace is null ? "" : $"for session {number}", () => world.State.FindWaiting(number));
    }

    public Task RemoveAsync(SessionKey session, LogObject file, CancellationToken cancellationToken)
    {
        var number = Universe.NumberOf(session);
        return world.Call(
            invocation, CallKind.RemoveWaiting, world.Trace is null
                ? ""
                : $"for session {number}", () => world.State.RemoveWaiting(number, Scenario.NumberOf(file)));
    }
}

/// <summary>The queue, as one invocation reaches it. Of several messages some may fail.</summary>
internal sealed class ModelQueue(World world, Invocation invocation) : IEnrichQueue
{
    public Task SendAsync(IReadOnlyCollection<EnrichRequest> requests, TimeSpan delay, CancellationToken cancellationToken) =>
        Task.WhenAll(requests.Select(request => world.Call(
            invocation,
            CallKind.Send,
            world.Trace is null ? "" : $"file {Scenario.NumberOf(request.File)}{(delay > TimeSpan.Zero ? $" in {delay}" : "")}",
            () =>
            {
                world.Send(request, delay);
                return true;
            })));
}
