using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.S3;

namespace CloudTrailEnricher.Aws;

/// <summary>
/// Makes one kind of error of the many that the SDK throws: an <see cref="IOException"/> that says what failed, why, and what helps.
/// </summary>
internal static partial class AwsFault
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

    /// <summary>The error for <paramref name="what"/>.</summary>
    /// <param name="client">Whose call failed.</param>
    /// <param name="what">What was to be done with what.</param>
    /// <param name="needs">The permission that the call needs, such as <c>s3:GetObject on arn:aws:s3:::bucket/key</c>.</param>
    /// <param name="e">What the SDK threw.</param>
    public static IOException Named(IAmazonService client, string what, string needs, Exception e)
    {
        if (Setup(client.Config, needs, e) is { } reason)
        {
            var isOfObject = needs.Contains('/', StringComparison.Ordinal);
            return new AwsSetupException($"{what}: {reason}", e) { MayConcernOneObject = IsRefusal(e) && isOfObject };
        }

        return new IOException(
            e switch
            {
                AmazonServiceException { ErrorCode: { Length: > 0 } code } => $"{what}: {code}: {Plain(e.Message)}",
                OperationCanceledException or TimeoutException => $"{what}: {NoAnswer(client.Config)}",
                _ => $"{what}: {Plain(e.Message)}",
            },
            e);
    }

    /// <summary>Text of others in one line.</summary>
    internal static string Plain(string text) => Unprintable.Replace(text, " ").Trim();

    /// <summary>A reason that concerns every call alike, in words; null where it is another.</summary>
    private static string? Setup(IClientConfig config, string needs, Exception e) => e switch
    {
        AmazonServiceException service => service.ErrorCode switch
        {
            "AccessDenied" or "AccessDeniedException" or "Forbidden" or "AllAccessDisabled" =>
                $"access denied; the caller needs {ActionIn(e.Message) ?? needs}",
            "NoSuchBucket" => "there is no such bucket; check its name",
            "ResourceNotFoundException" => $"there is no such table in {Place(config)}; check its name and the region",
            "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" =>
                $"the bucket is in another region{(RegionIn(service) is { } region ? $", {region}" : "")}, not in {Place(config)}; "
                + "name its region",
            "ExpiredToken" or "ExpiredTokenException" or "RequestExpired" or "TokenRefreshRequired" =>
                "the credentials have expired; sign in again (aws sso login), or renew them",
            "InvalidAccessKeyId" or "InvalidClientTokenId" or "UnrecognizedClientException" or "InvalidToken" or "SignatureDoesNotMatch" =>
                "AWS does not accept the credentials; check the profile, or the environment's AWS_ACCESS_KEY_ID, "
                + "AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
            _ => null,
        },
        AmazonClientException when AboutCredentials.IsMatch(e.Message) =>
            "no credentials were found, or they have expired; sign in (aws sso login), name a profile, or set AWS_ACCESS_KEY_ID and "
            + "AWS_SECRET_ACCESS_KEY",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            $"there is no {Place(config)}, or no way to it; check the region, the endpoint and the network",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } =>
            $"{Place(config)} cannot be reached; check the endpoint and the network",
        { InnerException: HttpRequestException inner } => Setup(config, needs, inner),
        _ => null,
    };

    private static bool IsRefusal(Exception e) => e is AmazonServiceException { ErrorCode: "AccessDenied" or "Forbidden" };

    /// <summary>What AWS itself says is missing: its resource may be another than the one that was asked for, such as a key.</summary>
    private static string? ActionIn(string message) => Missing.Match(message) is { Success: true } missing
        ? $"{missing.Groups["action"].Value} on {missing.Groups["resource"].Value}"
        : null;

    private static string? RegionIn(AmazonServiceException e) =>
        Expecting.Match($"{e.Message} {(e as AmazonS3Exception)?.ResponseBody}") is { Success: true } expecting
            ? expecting.Groups["region"].Value
            : null;

    private static string Place(IClientConfig config) =>
        config.ServiceURL ?? $"{config.RegionEndpointServiceName} in {config.RegionEndpoint?.SystemName}";

    private static string NoAnswer(IClientConfig config) => string.Create(
        CultureInfo.InvariantCulture,
        $"no answer from {Place(config)} within {config.Timeout?.TotalSeconds} s, {config.MaxErrorRetry + 1} times; "
        + $"check the way there: VPC endpoint, security group, route, proxy");

    [GeneratedRegex(@"[\p{C}\p{Zl}\p{Zp}\s]+")]
    private static partial Regex Unprintable { get; }

    [GeneratedRegex(@"not authorized to perform: (?<action>[a-z0-9]+:[A-Za-z]+) on resource: ""?(?<resource>arn:[^\s""]+)")]
    private static partial Regex Missing { get; }

    [GeneratedRegex(@"(expecting '|<Region>)(?<region>[a-z0-9-]+)")]
    private static partial Regex Expecting { get; }

    [GeneratedRegex("credential|SSO", RegexOptions.IgnoreCase)]
    private static partial Regex AboutCredentials { get; }
}
