using System.Collections.Concurrent;
using System.Globalization;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.InMemory;

/// <summary>A bucket in memory, with S3's conditional writes.</summary>
public sealed class InMemoryLogStore : ILogStore
{
    private readonly ConcurrentDictionary<LogObject, SourceFile> _sources = new();
    private readonly Dictionary<LogObject, (PublishedCopy Copy, byte[] Content, ContentHeaders Headers)> _copies = [];
    private readonly Lock _lock = new();
    private int _writes;

    /// <summary>The copies that exist.</summary>
    public IReadOnlyCollection<LogObject> Copies
    {
        get
        {
            lock (_lock)
            {
                return [.. _copies.Keys];
            }
        }
    }

    /// <summary>Puts a source into the bucket.</summary>
    public void AddSource(LogObject source, SourceFile file) => _sources[source] = file;

    /// <summary>A copy's bytes.</summary>
    /// <exception cref="KeyNotFoundException">There is no such copy.</exception>
    public byte[] ContentOf(LogObject copy)
    {
        lock (_lock)
        {
            return _copies[copy].Content;
        }
    }

    /// <inheritdoc/>
    public Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken) =>
        _sources.TryGetValue(source, out var file)
            ? Task.FromResult(file)
            : throw new FileNotFoundException($"{source}: no such object");

    /// <inheritdoc/>
    public Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_copies.TryGetValue(copy, out var found) ? found.Copy : null);
        }
    }

    /// <inheritdoc/>
    public Task<bool> TryPutCopyAsync(
        LogObject copy,
        ReadOnlyMemory<byte> content,
        ContentHeaders headers,
        CopyDescription description,
        PublishedCopy? replaces,
        CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var existing = _copies.TryGetValue(copy, out var found) ? found.Copy.ETag : null;
            if (existing != replaces?.ETag)
            {
                return Task.FromResult(false);
            }

            Put(copy, content, headers, description);
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> CopyAsync(
        LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken)
    {
        var source = await GetAsync(description.Source, cancellationToken);
        if (description.SourceETag is { } etag && source.ETag is { } current && etag != current)
        {
            return false;
        }

        lock (_lock)
        {
            Put(copy, source.Content, headers, description);
            return true;
        }
    }

    private void Put(LogObject copy, ReadOnlyMemory<byte> content, ContentHeaders headers, CopyDescription description)
    {
        var etag = (++_writes).ToString(CultureInfo.InvariantCulture);
        _copies[copy] = (new PublishedCopy(etag, description), content.ToArray(), headers);
    }
}
