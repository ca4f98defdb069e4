using System.Net;
using CloudTrailEnricher.Replay;
using CloudTrailEnricher.Replay.Aws;
using CloudTrailEnricher.Replay.Explain;
using CloudTrailEnricher.Replay.Reports;
using static CloudTrailEnricher.IntegrationTests.CannedAnswers;

namespace CloudTrailEnricher.IntegrationTests;

/// <summary>What AWS refuses is said once, in our words, with what helps.</summary>
public sealed class AwsErrorTests
{
    private const string User = "User: arn:aws:iam::123456789012:user/auditor is not authorized to perform:";

    [Theory]
    [InlineData(404, "NoSuchBucket", "The specified bucket does not exist", "there is no such bucket; check its name")]
    [InlineData(403, "AccessDenied", "Access Denied", "access denied; the caller needs s3:ListBucket on arn:aws:s3:::logs")]
    [InlineData(
        403,
        "AccessDenied",
        User + " s3:ListBucket on resource: \"arn:aws:s3:::logs\" because no identity-based policy allows the s3:ListBucket action",
        "access denied; the caller needs s3:ListBucket on arn:aws:s3:::logs")]
    [
        InlineData(
            400,
            "ExpiredToken",
            "The provided token has expired.",
            "the credentials have expired; sign in again (aws sso login), or renew them"),
    ]
    [InlineData(
        403,
        "InvalidAccessKeyId",
        "The AWS Access Key Id you provided does not exist in our records.",
        "AWS does not accept the credentials; check the profile, or the environment's AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and " +
        "AWS_SESSION_TOKEN")]
    [InlineData(
        400,
        "AuthorizationHeaderMalformed",
        "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'",
        "the bucket is in another region, eu-west-1, not in ENDPOINT; name its region")]
    public async Task A_bucket_that_cannot_be_listed_ends_the_run_before_it_begins(int status, string code, string message, string reason)
    {
        using var aws = new CannedAnswers(_ => (status, S3Error(code, message)));
        var e = await Assert.ThrowsAsync<UsageException>(() => ReplayAsync(aws));
        Assert.Equal(
            $"s3://logs/AWSLogs/: cannot be listed: {reason}".Replace("ENDPOINT", aws.Endpoint.ToString(), StringComparison.Ordinal),
            e.Message);
    }

    [Fact]
    public async Task A_table_that_is_not_there_ends_the_run_before_it_begins()
    {
        using var aws = new CannedAnswers(request =>
            IsTable(request) ? (400, TableError("ResourceNotFoundException", "Requested resource not found")) : (200, Listing(Keys(25))));
        var e = await Assert.ThrowsAsync<UsageException>(() => ReplayAsync(aws, table: "sessoins"));
        Assert.Equal(
            $"table sessoins: cannot read a session: there is no such table in {aws.Endpoint}; check its name and the region", e.Message);
    }

    [Fact]
    public async Task A_table_that_may_not_be_read_ends_the_run_before_it_begins()
    {
        using var aws = new CannedAnswers(request => IsTable(request)
            ? (
                400,
                TableError(
                    "AccessDeniedException",
                    User + " dynamodb:Query on resource: arn:aws:dynamodb:us-east-1:123456789012:table/sessions because"))
            : (200, Listing(Keys(25))));
        var e = await Assert.ThrowsAsync<UsageException>(() => ReplayAsync(aws, table: "sessions"));
        Assert.Equal(
            "table sessions: cannot read a session: access denied; the caller needs dynamodb:Query on "
            + "arn:aws:dynamodb:us-east-1:123456789012:table/sessions",
            e.Message);
    }

    [Fact]
    public async Task Files_that_may_not_be_read_are_named_once_when_none_may()
    {
        using var aws = new CannedAnswers(
            request => IsListing(request) ? (200, Listing(Keys(25))) : (403, S3Error("AccessDenied", "Access Denied")));
        var result = await ReplayAsync(aws);
        var failure = Assert.Single(result.Failures);
        Assert.Equal("(the inputs)", failure.File);
        Assert.Matches(
            "^s3://logs/(AWSLogs/[^ ]+): cannot be read: access denied; the caller needs s3:GetObject on arn:aws:s3:::logs/\\1 The run " +
            "ended here.$",
            failure.Reason);
    }

    [Fact]
    public async Task A_file_that_may_not_be_read_fails_alone_when_others_may()
    {
        var keys = Keys(3).ToArray();
        using var aws = new CannedAnswers(request => IsListing(request) ? (200, Listing(keys))
            : request.Url!.AbsolutePath.EndsWith(keys[0], StringComparison.Ordinal) ? (403, S3Error("AccessDenied", "Access Denied"))
            : (200, """{"Records":[]}"""));
        var result = await ReplayAsync(aws);
        Assert.Equal(
            [$"s3://logs/{keys[0]}: cannot be read: access denied; the caller needs s3:GetObject on arn:aws:s3:::logs/{keys[0]}"],
            result.Failures.Select(failure => $"{failure.File}: {failure.Reason}"));
        Assert.Equal(3, result.Files);
    }

    [Fact]
    public async Task Text_of_AWS_brings_no_line_breaks_and_no_control_characters()
    {
        using var aws = new CannedAnswers(request => IsListing(request)
            ? (200, Listing(Keys(1)))
            : (400, S3Error("Odd", "one\ntwo\u2028three &#x9B;31m\u202E&#13;\n  four")));
        var result = await ReplayAsync(aws);
        Assert.EndsWith("cannot be read: Odd: one two three 31m four", Assert.Single(result.Failures).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_says_the_same()
    {
        using var aws = new CannedAnswers(_ => (404, S3Error("NoSuchBucket", "The specified bucket does not exist")));
        var options = new ExplainOptions("e-1", ["s3://logs/AWSLogs/"], OutputFormat.Json) { Aws = Options(aws, table: null) };
        var e = await Assert.ThrowsAsync<UsageException>(
            () => ExplainCommand.RunAsync(options, TextReader.Null, TextWriter.Null, TestContext.Current.CancellationToken));
        Assert.Equal("s3://logs/AWSLogs/: cannot be listed: there is no such bucket; check its name", e.Message);
    }

    private static bool IsTable(HttpListenerRequest request) => request.Headers["X-Amz-Target"] is not null;

    private static bool IsListing(HttpListenerRequest request) => request.Url!.Query.Contains("list-type", StringComparison.Ordinal);

    private static IEnumerable<string> Keys(int count) => Enumerable.Range(0, count).Select(number =>
        $"AWSLogs/123456789012/CloudTrail/us-east-1/2022/03/17/123456789012_CloudTrail_us-east-1_20220317T0135Z_AAAAAAAAAAAAAA{number:00}.json.gz");

    private static AwsOptions Options(CannedAnswers aws, string? table)
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "test");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "test");
        return new AwsOptions { Table = table, Region = "us-east-1", EndpointUrl = aws.Endpoint.ToString() };
    }

    private static async Task<CompletedReplay> ReplayAsync(CannedAnswers aws, string? table = null)
    {
        var account = Options(aws, table);
        var options = new ReplayOptions
        {
            Inputs = ["s3://logs/AWSLogs/"],
            OutputFolder = null,
            Format = OutputFormat.Json,
            EnrichedPrefix = "enriched/",
            Aws = account,
        };
        using var run = AwsReplay.Compose(options, account, TextReader.Null, _ => null);
        await ProgressBar.RunAsync(0, run.RunAsync, TestContext.Current.CancellationToken);
        return run.Complete(interrupted: false);
    }
}
