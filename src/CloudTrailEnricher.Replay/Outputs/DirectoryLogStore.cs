using System.IO.Compression;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Replay.Outputs;

/// <summary>
/// A store that is only read, whose copies go into a folder, or nowhere. A copy that exists is written over, whole or not at all.
/// </summary>
internal sealed class DirectoryLogStore : ILogStore
{
    private readonly Func<LogObject, CancellationToken, Task<SourceFile>> _read;
    private readonly OutputFolder? _output;

    /// <summary>Takes log files from wherever they are.</summary>
    /// <param name="read">Reads a log file.</param>
    /// <param name="outputFolder">Where copies go; null when nothing is to be written.</param>
    public DirectoryLogStore(Func<LogObject, CancellationToken, Task<SourceFile>> read, OutputFolder? outputFolder)
    {
        _read = read;
        _output = outputFolder;
    }

    /// <summary>Takes log files from folders that stand for a bucket.</summary>
    /// <param name="pathOf">Where a log file lies.</param>
    /// <param name="outputFolder">Where copies go; null when nothing is to be written.</param>
    public DirectoryLogStore(Func<LogObject, string> pathOf, string? outputFolder)
        : this((source, cancellationToken) => ReadAsync(source, pathOf(source), cancellationToken), outputFolder is null ? null : new OutputFolder(outputFolder))
    {
    }

    /// <inheritdoc/>
    public Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken) => _read(source, cancellationToken);

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
        if (_output is not null)
        {
            await _output.WriteAsync(copy.Key, content, cancellationToken);
        }

        return true;
    }

    /// <inheritdoc/>
    public async Task CopyAsync(LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken)
    {
        if (_output is not null)
        {
            var source = await GetAsync(description.Source, cancellationToken);
            await _output.WriteAsync(copy.Key, source.Content, cancellationToken);
        }
    }

    private static async Task<SourceFile> ReadAsync(LogObject source, string path, CancellationToken cancellationToken)
    {
        var content = await File.ReadAllBytesAsync(path, cancellationToken);
        return new SourceFile(MatchKey(source, content), ETag: null, File.GetLastWriteTimeUtc(path), default);
    }

    /// <summary>A key that ends in <c>.gz</c> names a gzip file; where the folder keeps it readable, it is compressed here.</summary>
    private static ReadOnlyMemory<byte> MatchKey(LogObject source, byte[] content)
    {
        if (!source.Key.EndsWith(".gz", StringComparison.Ordinal) || content is [0x1F, 0x8B, ..])
        {
            return content;
        }

        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }
}
