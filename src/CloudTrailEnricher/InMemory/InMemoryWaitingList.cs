using System.Collections.Concurrent;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.InMemory;

/// <summary>A waiting list for one process. Safe to use from several threads.</summary>
public sealed class InMemoryWaitingList : IWaitingList
{
    private readonly ConcurrentDictionary<(SessionKey Session, LogObject File), WaitingFile> _notes = new();

    /// <inheritdoc/>
    public Task AddAsync(SessionKey session, WaitingFile waiting, CancellationToken cancellationToken)
    {
        _notes[(session, waiting.File)] = waiting;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<WaitingFile>> FindAsync(SessionKey session, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<WaitingFile>>(
        [
            .. _notes
                .Where(note => note.Key.Session == session)
                .Select(note => note.Value)
                .OrderBy(waiting => waiting.File.ToString(), StringComparer.Ordinal),
        ]);

    /// <inheritdoc/>
    public Task RemoveAsync(SessionKey session, LogObject file, CancellationToken cancellationToken)
    {
        _notes.TryRemove((session, file), out _);
        return Task.CompletedTask;
    }
}

/// <summary>A waiting list for a run whose pass 1 is over before its pass 2 begins: nothing comes later, so nothing is noted.</summary>
public sealed class NothingWaits : IWaitingList
{
    /// <inheritdoc/>
    public Task AddAsync(SessionKey session, WaitingFile waiting, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IReadOnlyList<WaitingFile>> FindAsync(SessionKey session, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<WaitingFile>>([]);

    /// <inheritdoc/>
    public Task RemoveAsync(SessionKey session, LogObject file, CancellationToken cancellationToken) => Task.CompletedTask;
}
