using Amazon.Runtime;

namespace CloudTrailEnricher.Aws;

/// <summary>Makes one kind of error of the many that the SDK throws: an <see cref="IOException"/> that says what failed.</summary>
internal static class AwsFault
{
    /// <summary>Whether a call failed: refused by the service, throttled after all retries, cut off or timed out, but not because its caller gave up.</summary>
    public static bool Is(Exception e, CancellationToken cancellationToken) => e switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>The error for <paramref name="what"/>, followed by the service's own message.</summary>
    public static IOException Named(string what, Exception e) => new(
        e is AmazonServiceException { ErrorCode: { Length: > 0 } code } ? $"{what}: {code}: {e.Message}" : $"{what}: {e.Message}",
        e);
}
