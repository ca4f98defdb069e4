using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Backfill;

/// <summary>The buckets as a backfill uses them beside its passes: the trail's is listed, the results' is read and written.</summary>
public interface IBackfillStore
{
    /// <summary>Opens an object that may be too large for memory.</summary>
    /// <exception cref="IOException">The object does not exist or cannot be read; the message names it.</exception>
    Task<Stream> OpenAsync(LogObject item, CancellationToken cancellationToken);

    /// <summary>Writes an object, or replaces it.</summary>
    /// <exception cref="IOException">It cannot be written; writing it again is safe.</exception>
    Task PutAsync(LogObject item, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>The folders directly below a prefix, each as a whole prefix with its closing slash, in order.</summary>
    /// <exception cref="IOException">The bucket cannot be listed.</exception>
    Task<IReadOnlyList<string>> FoldersAsync(string bucket, string prefix, CancellationToken cancellationToken);

    /// <summary>A page of the objects below a prefix, in order.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">What the keys begin with.</param>
    /// <param name="after">The key after which the page begins; null for the first page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">The bucket cannot be listed.</exception>
    Task<ListedPage> ListAsync(string bucket, string prefix, string? after, CancellationToken cancellationToken);
}

/// <summary>A page of a listing.</summary>
/// <param name="Objects">The objects, in the order of their keys.</param>
/// <param name="IsLast">Whether nothing follows.</param>
public sealed record ListedPage(IReadOnlyList<ListedObject> Objects, bool IsLast);

/// <summary>An object as a listing shows it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="ETag">Its ETag, without quotes; null where unknown.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="IsArchived">Whether it must be restored before it can be read.</param>
public sealed record ListedObject(string Key, string? ETag, long Size, bool IsArchived);
