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
    /// <summary>The path of a copy; null when nothing is written.</summary>
    public string? PathOfCopy(LogObject copy) => outputFolder is null ? null : Path.Combine(outputFolder, copy.Key.Replace('/', Path.DirectorySeparatorChar));

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
        await WriteAsync(copy, content, cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public async Task CopyAsync(LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken)
    {
        if (outputFolder is not null)
        {
            var source = await GetAsync(description.Source, cancellationToken);
            await WriteAsync(copy, source.Content, cancellationToken);
        }
    }

    private async Task WriteAsync(LogObject copy, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (PathOfCopy(copy) is not { } path)
        {
            return;
        }

        var folder = Path.GetDirectoryName(path)!;
        if (!Path.GetFullPath(path).StartsWith(Path.GetFullPath(outputFolder!) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new IOException($"{copy.Key}: the key leads out of the output folder; nothing was written");
        }

        Directory.CreateDirectory(folder);
        var unfinished = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            await File.WriteAllBytesAsync(unfinished, content, cancellationToken);
            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
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
