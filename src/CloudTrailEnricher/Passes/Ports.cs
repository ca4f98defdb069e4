using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Passes;

/// <summary>Where log files are read from and enriched copies are written to. Sources are never written to.</summary>
public interface ILogStore
{
    /// <summary>Reads a whole log file.</summary>
    /// <exception cref="IOException">The object does not exist or cannot be read; the message names it and says what to do.</exception>
    Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken);

    /// <summary>What is known about an enriched copy; null when there is none.</summary>
    Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken);

    /// <summary>Writes an enriched copy, unless another writer did in the meantime.</summary>
    /// <param name="copy">Where to.</param>
    /// <param name="content">The copy's bytes.</param>
    /// <param name="headers">The source's content type and encoding.</param>
    /// <param name="description">What the copy says of itself.</param>
    /// <param name="replaces">The copy that is replaced; null when there must be none.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>False when the condition did not hold: read <see cref="FindCopyAsync"/> again.</returns>
    Task<bool> TryPutCopyAsync(
        LogObject copy,
        ReadOnlyMemory<byte> content,
        ContentHeaders headers,
        CopyDescription description,
        PublishedCopy? replaces,
        CancellationToken cancellationToken);

    /// <summary>
    /// Makes a copy with the very bytes of the source that <paramref name="description"/> names, without reading them here where the store
    /// can.
    /// </summary>
    /// <returns>False when the source is no longer the one whose ETag <paramref name="description"/> names.</returns>
    Task<bool> CopyAsync(LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken);
}

/// <summary>The evidence of all sessions, across accounts and regions.</summary>
/// <remarks>A read that fails is an error, never "nothing known".</remarks>
public interface IEvidenceStore
{
    /// <summary>
    /// Stores evidence. The same evidence in any order, any number of times, by any number of writers, leaves the store the same.
    /// It is visible to consistent reads when the task is done.
    /// </summary>
    /// <exception cref="IOException">Some of it could not be stored; storing all of it again is safe.</exception>
    Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken);

    /// <summary>All evidence of one session; empty when there is none.</summary>
    /// <param name="session">The session.</param>
    /// <param name="consistent">Whether evidence stored by anyone a moment ago must be seen.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken);

    /// <summary>What agents' records say of some requests: one item for each request that is known.</summary>
    /// <param name="requests">The requests, each once.</param>
    /// <param name="consistent">Whether evidence stored by anyone a moment ago must be seen.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<Evidence>> FindRequestsAsync(
        IReadOnlyCollection<SessionKey> requests, bool consistent, CancellationToken cancellationToken);
}

/// <summary>The log files that evidence to come may change.</summary>
public interface IWaitingList
{
    /// <summary>Notes that a log file waits for evidence of a session, or replaces the note.</summary>
    /// <param name="session">The session.</param>
    /// <param name="waiting">The file, and which evidence would not change it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    Task AddAsync(SessionKey session, WaitingFile waiting, CancellationToken cancellationToken);

    /// <summary>The log files that wait for a session, read consistently.</summary>
    Task<IReadOnlyList<WaitingFile>> FindAsync(SessionKey session, CancellationToken cancellationToken);

    /// <summary>Takes back <see cref="AddAsync"/>; nothing happens when the file does not wait.</summary>
    Task RemoveAsync(SessionKey session, LogObject file, CancellationToken cancellationToken);
}

/// <summary>The queue between the two passes: at least once, in no order.</summary>
public interface IEnrichQueue
{
    /// <summary>Sends requests.</summary>
    /// <param name="requests">What pass 2 shall do.</param>
    /// <param name="delay">How long they stay invisible: none to 15 minutes.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">Some of them could not be sent; sending all of them again is safe.</exception>
    Task SendAsync(IReadOnlyCollection<EnrichRequest> requests, TimeSpan delay, CancellationToken cancellationToken);
}
