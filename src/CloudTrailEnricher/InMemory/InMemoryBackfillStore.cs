using CloudTrailEnricher.Backfill;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.InMemory;

/// <summary>Buckets in memory, as a backfill uses them.</summary>
/// <param name="pageSize">How many objects a page of a listing has.</param>
public sealed class InMemoryBackfillStore(int pageSize = 1000) : IBackfillStore
{
    private readonly SortedDictionary<string, (ListedObject Listed, byte[] Content)> _objects = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private int _listings;

    /// <summary>How many pages were listed.</summary>
    public int Listings => _listings;

    /// <summary>Puts an object there that is listed as archived, or otherwise.</summary>
    public void Add(LogObject item, byte[] content, bool isArchived = false)
    {
        lock (_lock)
        {
            _objects[NameOf(item)] = (new ListedObject(item.Key, null, content.Length, isArchived), content);
        }
    }

    /// <summary>The keys below a prefix, in order.</summary>
    public IReadOnlyList<string> Keys(string bucket, string prefix) => [.. Below(bucket, prefix).Select(one => one.Key)];

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(LogObject item, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _objects.TryGetValue(NameOf(item), out var found)
                ? Task.FromResult<Stream>(new MemoryStream(found.Content, writable: false))
                : throw new FileNotFoundException($"{item}: no such object");
        }
    }

    /// <inheritdoc/>
    public Task PutAsync(LogObject item, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Add(item, content.ToArray());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FoldersAsync(string bucket, string prefix, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _listings);
        return Task.FromResult<IReadOnlyList<string>>(
        [
            .. Below(bucket, prefix)
                .Select(one => one.Key.IndexOf('/', prefix.Length) is var slash and >= 0 ? one.Key[..(slash + 1)] : "")
                .Where(folder => folder.Length > 0)
                .Distinct(),
        ]);
    }

    /// <inheritdoc/>
    public Task<ListedPage> ListAsync(string bucket, string prefix, string? after, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _listings);
        var left = Below(bucket, prefix).Where(one => after is null || string.CompareOrdinal(one.Key, after) > 0).ToArray();
        return Task.FromResult(new ListedPage([.. left.Take(pageSize)], left.Length <= pageSize));
    }

    private static string NameOf(LogObject item) => $"{item.Bucket}/{item.Key}";

    private ListedObject[] Below(string bucket, string prefix)
    {
        lock (_lock)
        {
            return
            [
                .. _objects.Where(
                    one => one.Key.StartsWith($"{bucket}/{prefix}", StringComparison.Ordinal)).Select(one => one.Value.Listed),
            ];
        }
    }
}
