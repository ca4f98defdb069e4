namespace CloudTrailEnricher.Tests.Replay;

/// <summary>What is missing before AWS is asked at all is said in one sentence.</summary>
public sealed class AccountErrorTests : IDisposable
{
    private readonly Workplace _place = new();

    /// <summary>A machine that nobody has signed in on.</summary>
    private readonly Dictionary<string, string?> _environment;

    public AccountErrorTests() => _environment = new()
    {
        ["HOME"] = _place.Root,
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["AWS_REGION"] = null,
        ["AWS_DEFAULT_REGION"] = null,
        ["AWS_PROFILE"] = null,
        ["AWS_ACCESS_KEY_ID"] = null,
        ["AWS_SECRET_ACCESS_KEY"] = null,
        ["AWS_SESSION_TOKEN"] = null,
        ["AWS_ENDPOINT_URL"] = null,
        ["SOURCE_BUCKET"] = null,
        ["SESSIONS_TABLE"] = null,
    };

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("s3://logs/", "no region: name the account's with --aws-region, AWS_REGION, or in the profile (aws configure set region)")]
    [InlineData("s3://logs/ --aws-region eu-west-1", "s3://logs/: cannot be listed: no credentials were found, or they have expired; "
        + "sign in (aws sso login), name a profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")]
    [InlineData("s3:// --aws-region eu-west-1", "s3://: no bucket; write s3://bucket/prefix")]
    [InlineData("x.json.gz --aws-region eu-west-1", "x.json.gz: neither s3://bucket/prefix, nor a log file's key, nor an S3 event file")]
    [
        InlineData(
            "--aws-region eu-west-1",
            "--aws: name what to replay: s3://bucket/prefix, keys, S3 event files, or - for an event on standard input"),
    ]
    [
        InlineData(
            "s3://logs/ --profile nobody",
            "profile \"nobody\" is unknown, or has no credentials: aws configure list-profiles lists those that are known"),
    ]
    [InlineData("s3://logs/ --endpoint-url nowhere", "--endpoint-url nowhere: must be a URL such as http://127.0.0.1:5000")]
    public async Task What_is_missing_is_named(string arguments, string problem)
    {
        foreach (var verb in new[] { "replay", "explain e-1" })
        {
            var (code, output, errors) = await _place.RunProgramAsync(
                [.. verb.Split(' '), "--aws", .. arguments.Split(' ')], environment: _environment);
            Assert.Equal(
                (2, "", $"{problem}\ncloudtrail-enricher --help lists the arguments.\n"), (code, output, errors.ReplaceLineEndings("\n")));
        }
    }
}
