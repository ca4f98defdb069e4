using System.IO.Compression;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.LocalStores;

/// <summary>
/// Folders that stand for a bucket: log files are read from where they lie, copies are written below one output folder.
/// A copy that exists is written over, whole or not at all.
/// </summary>
/// <param name="pathOf">Where a log file lies.</param>
/// <param name="outputFolder">Where copies go; null when nothing is to be written.</param>
public sealed class DirectoryLogStore(Func<LogObject, string> pathOf, string? outputFolder) : ILogStore
{
    private readonly OutputFolder? _output = outputFolder is null ? null : new OutputFolder(outputFolder);

    /// <inheritdoc/>
    public async Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken)
    {
        var path = pathOf(source);
        var content = await File.ReadAllBytesAsync(path, cancellationToken);
        return new SourceFile(MatchKey(source, content), ETag: null, File.GetLastWriteTimeUtc(path), default);
    }

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

    /// <summary>A key that ends in <c>.gz</c> names a gzip file; where the folder keeps it readable, it is compressed here.</summary>
    private static ReadOnlyMemory<byte> MatchKey(LogObject source, byte[] content)
    {
        if (!source.Key.EndsWith(".gz", StringComparison.Ordinal) || LogText.IsGzip(content))
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
