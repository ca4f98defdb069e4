namespace CloudTrailEnricher.Notifications;

/// <summary>A record of an S3 event, as it is written (S3 manual, "Event message structure").</summary>
public sealed record S3EventRecord
{
    /// <summary><see cref="EventSource"/> of a record that S3 itself sent.</summary>
    public const string FromS3 = "aws:s3";

    /// <summary>
    /// <see cref="EventSource"/> of a record that the template's EventBridge rule shaped: its key is not URL-encoded.
    /// </summary>
    public const string FromEventBridge = "aws:events";

    /// <summary>Who made the record.</summary>
    public string? EventSource { get; init; }

    /// <summary>What happened, such as <c>ObjectCreated:Put</c>.</summary>
    public string? EventName { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>The bucket's name.</summary>
    public string? Bucket { get; init; }

    /// <summary>The object's key, URL-encoded unless <see cref="EventSource"/> says otherwise.</summary>
    public string? Key { get; init; }

    /// <summary>The object's ETag.</summary>
    public string? ETag { get; init; }

    /// <summary>The object's size in bytes.</summary>
    public long? Size { get; init; }

    /// <summary>S3's sequencer.</summary>
    public string? Sequencer { get; init; }
}
