using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Replay.Outputs;

/// <summary>Takes the copies of a run.</summary>
internal interface ICopies
{
    /// <summary>Takes a log file's copy.</summary>
    /// <exception cref="IOException">The copy cannot be taken; the message says why.</exception>
    Task PutAsync(LogObject source, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}

/// <summary>A store that is only read, whose copies go to a folder, or nowhere.</summary>
/// <param name="read">Reads a log file.</param>
/// <param name="copies">Takes the copies; null when nobody wants them.</param>
internal sealed class DirectoryLogStore(Func<LogObject, CancellationToken, Task<SourceFile>> read, ICopies? copies) : ILogStore
{
    /// <inheritdoc/>
    public Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken) => read(source, cancellationToken);

    /// <inheritdoc/>
    public Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken) => Task.FromResult<PublishedCopy?>(null);

    /// <inheritdoc/>
    public async Task<bool> TryPutCopyAsync(
        LogObject copy,
        ReadOnlyMemory<byte> content,
        ContentHeaders headers,
        CopyDescription description,
        PublishedCopy? replaces,
        CancellationToken cancellationToken)
    {
        if (copies is not null)
        {
            await copies.PutAsync(description.Source, content, cancellationToken);
        }

        return true;
    }

    /// <inheritdoc/>
    public async Task<bool> CopyAsync(
        LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken)
    {
        if (copies is not null)
        {
            var source = await GetAsync(description.Source, cancellationToken);
            await copies.PutAsync(description.Source, source.Content, cancellationToken);
        }

        return true;
    }
}
