using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Passes;

/// <summary>Where log files are read from and enriched copies are written to. Sources are never written to.</summary>
public interface ILogStore
{
    /// <summary>Reads a whole log file.</summary>
    /// <exception cref="IOException">The object does not exist or cannot be read; the message names it and says what to do.</exception>
    Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken);

    /// <summary>What is known about an enriched copy; null when there is none.</summary>
    Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken);

    /// <summary>Writes an enriched copy, if nobody else did in the meantime.</summary>
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

    /// <summary>Makes a copy with the very bytes of the source that <paramref name="description"/> names, without reading them here where the store can.</summary>
    Task CopyAsync(LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken);
}
