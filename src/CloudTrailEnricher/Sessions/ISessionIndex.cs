using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Sessions;

/// <summary>Everything known about sessions, across all accounts and regions.</summary>
/// <remarks>A read that fails is an error, never "nothing known".</remarks>
public interface ISessionIndex
{
    /// <summary>
    /// Stores evidence. The same evidence in any order, any number of times, leaves the index the same.
    /// It is visible to <see cref="FindAsync"/> when the task is done.
    /// </summary>
    Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken);

    /// <summary>All evidence of one session; empty when there is none.</summary>
    /// <param name="session">The session.</param>
    /// <param name="consistent">Whether evidence stored by anyone a moment ago must be seen.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken);

    /// <summary>Notes that a log file waits for evidence of a session. Noting it again changes nothing.</summary>
    Task AddWaitingAsync(SessionKey session, LogObject file, CancellationToken cancellationToken);

    /// <summary>The log files that wait for a session, read consistently.</summary>
    Task<IReadOnlyList<LogObject>> FindWaitingAsync(SessionKey session, CancellationToken cancellationToken);

    /// <summary>Takes back <see cref="AddWaitingAsync"/>; nothing happens when the file does not wait.</summary>
    Task RemoveWaitingAsync(SessionKey session, LogObject file, CancellationToken cancellationToken);
}
