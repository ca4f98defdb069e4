using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace CloudTrailEnricher.Aws;

/// <summary>Where AWS is, and as whom to call it. What is null, the SDK finds as every AWS tool does.</summary>
public sealed record AwsConnection
{
    /// <summary>The region, such as <c>eu-west-1</c>.</summary>
    public string? Region { get; init; }

    /// <summary>Another endpoint for all three services, such as an emulator's.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>As whom to call.</summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>Takes <c>AWS_REGION</c> (or <c>AWS_DEFAULT_REGION</c>) and <c>AWS_ENDPOINT_URL</c>.</summary>
    /// <param name="variable">Gives a variable's value; null where it is not set.</param>
    /// <exception cref="AwsSettingsException">The endpoint is no URL.</exception>
    public static AwsConnection FromEnvironment(Func<string, string?> variable)
    {
        Uri? endpoint = null;
        if (variable("AWS_ENDPOINT_URL") is { Length: > 0 } url && !Uri.TryCreate(url, UriKind.Absolute, out endpoint))
        {
            throw new AwsSettingsException([$"AWS_ENDPOINT_URL is \"{url}\": must be a URL such as http://127.0.0.1:5000, or nothing"]);
        }

        return new AwsConnection { Region = NotEmpty("AWS_REGION") ?? NotEmpty("AWS_DEFAULT_REGION"), Endpoint = endpoint };

        string? NotEmpty(string name) => variable(name) is { Length: > 0 } value ? value : null;
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
