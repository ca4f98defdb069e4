using System.Globalization;
using Amazon.Runtime;

namespace CloudTrailEnricher.Aws;

/// <summary>Makes one kind of error of the many that the SDK throws: an <see cref="IOException"/> that says what failed.</summary>
internal static class AwsFault
{
    /// <summary>
    /// Whether a call failed: refused by the service, throttled after all retries, cut off or timed out, but not because its caller gave
    /// up.
    /// </summary>
    public static bool Is(Exception e, CancellationToken cancellationToken) => e switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>The error for <paramref name="what"/>, followed by the service's own words, or by who did not answer.</summary>
    public static IOException Named(IAmazonService client, string what, Exception e) => new(
        e switch
        {
            AmazonServiceException { ErrorCode: { Length: > 0 } code } => $"{what}: {code}: {e.Message}",
            OperationCanceledException or TimeoutException => $"{what}: {NoAnswer(client.Config)}",
            _ => $"{what}: {e.Message}",
        },
        e);

    private static string NoAnswer(IClientConfig config) => string.Create(
        CultureInfo.InvariantCulture,
        $"no answer from {config.ServiceURL ?? $"{config.RegionEndpointServiceName} in {config.RegionEndpoint?.SystemName}"} within " +
        $"{config.Timeout?.TotalSeconds} s, {config.MaxErrorRetry + 1} times; check the way there: VPC endpoint, security group, route, " +
        $"proxy");
}
