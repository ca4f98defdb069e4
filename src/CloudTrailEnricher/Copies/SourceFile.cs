namespace CloudTrailEnricher.Copies;

/// <summary>A log file as it was read.</summary>
/// <param name="Content">Its bytes, usually gzip.</param>
/// <param name="ETag">Its ETag; null where the store has none.</param>
/// <param name="LastModified">When it was written.</param>
/// <param name="Headers">Its content type and encoding.</param>
public sealed record SourceFile(
    ReadOnlyMemory<byte> Content,
    string? ETag,
    DateTimeOffset LastModified,
    ContentHeaders Headers);
