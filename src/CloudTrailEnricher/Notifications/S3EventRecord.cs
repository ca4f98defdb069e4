namespace CloudTrailEnricher.Notifications;

/// <summary>Names in S3's event message structure that more than one place must spell alike.</summary>
public static class S3EventRecord
{
    /// <summary><c>eventSource</c> of a record that S3 itself sent.</summary>
    public const string FromS3 = "aws:s3";

    /// <summary>
    /// <c>eventSource</c> of a record that the template's EventBridge rule shaped: its key is not URL-encoded.
    /// </summary>
    public const string FromEventBridge = "aws:events";
}
