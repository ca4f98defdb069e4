using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Notifications;

/// <summary>An object came into a bucket.</summary>
/// <param name="File">The object, its key decoded.</param>
public sealed record ObjectCreated(LogObject File)
{
    /// <summary>When it came; null when the message does not say.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>The object's ETag; null when the message does not say.</summary>
    public string? ETag { get; init; }

    /// <summary>The object's size in bytes; null when the message does not say.</summary>
    public long? Size { get; init; }

    /// <summary>S3's sequencer; null when the message does not say.</summary>
    public string? Sequencer { get; init; }
}
