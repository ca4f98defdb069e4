using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace CloudTrailEnricher.Aws;

/// <summary>Where AWS is, and as whom to call it. What is null, the SDK finds as every AWS tool does.</summary>
public sealed record AwsConnection
{
    /// <summary>The region, such as <c>eu-west-1</c>.</summary>
    public string? Region { get; init; }

    /// <summary>Another endpoint for the services that have none of their own below, such as an emulator's.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Another endpoint for S3.</summary>
    public Uri? S3Endpoint { get; init; }

    /// <summary>Another endpoint for DynamoDB.</summary>
    public Uri? DynamoDbEndpoint { get; init; }

    /// <summary>Another endpoint for SQS.</summary>
    public Uri? SqsEndpoint { get; init; }

    /// <summary>As whom to call.</summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>
    /// Takes the variables that every SDK takes: <c>AWS_REGION</c> (or <c>AWS_DEFAULT_REGION</c>), <c>AWS_ENDPOINT_URL</c>, a service's own
    /// such as <c>AWS_ENDPOINT_URL_S3</c> before it, and <c>AWS_IGNORE_CONFIGURED_ENDPOINT_URLS</c> before all of them.
    /// </summary>
    /// <param name="variable">Gives a variable's value; null where it is not set.</param>
    /// <exception cref="AwsSettingsException">An endpoint is no URL.</exception>
    public static AwsConnection FromEnvironment(Func<string, string?> variable)
    {
        var region = NotEmpty("AWS_REGION") ?? NotEmpty("AWS_DEFAULT_REGION");
        return "true".Equals(NotEmpty("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), StringComparison.OrdinalIgnoreCase)
            ? new AwsConnection { Region = region }
            : new AwsConnection
            {
                Region = region,
                Endpoint = Url("AWS_ENDPOINT_URL"),
                S3Endpoint = Url("AWS_ENDPOINT_URL_S3"),
                DynamoDbEndpoint = Url("AWS_ENDPOINT_URL_DYNAMODB"),
                SqsEndpoint = Url("AWS_ENDPOINT_URL_SQS"),
            };

        string? NotEmpty(string name) => variable(name) is { Length: > 0 } value ? value : null;

        Uri? Url(string name) => NotEmpty(name) is not { } text ? null
            : Uri.TryCreate(text, UriKind.Absolute, out var url) ? url
            : throw new AwsSettingsException([$"{name} is \"{text}\": must be a URL such as http://127.0.0.1:5000, or nothing"]);
    }

    /// <summary>The same as a profile of the shared configuration says: whom to call as, and the region where none is set.</summary>
    /// <param name="profile">The profile's name.</param>
    /// <exception cref="AwsSettingsException">There is no such profile, or it has no credentials.</exception>
    public AwsConnection WithProfile(string profile)
    {
        var profiles = new CredentialProfileStoreChain();
        return profiles.TryGetProfile(profile, out var found) && profiles.TryGetAWSCredentials(profile, out var credentials)
            ? this with { Credentials = credentials, Region = Region ?? found.Region?.SystemName }
            : throw new AwsSettingsException(
                [$"profile \"{profile}\" is unknown, or has no credentials: aws configure list-profiles lists those that are known"]);
    }
}
