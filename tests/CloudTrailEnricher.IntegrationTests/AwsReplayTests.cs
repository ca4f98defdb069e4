using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Replay;
using CloudTrailEnricher.Replay.Aws;
using CloudTrailEnricher.Replay.Reports;

namespace CloudTrailEnricher.IntegrationTests;

/// <summary>The command line against a bucket and a table.</summary>
public sealed class AwsReplayTests(AwsEmulator emulator) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("replay-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Without_write_copies_come_into_the_folder_and_the_account_stays_as_it_was()
    {
        var trail = new MadeUpTrail();
        using var aws = await DeployAsync(trail);

        var result = await ReplayAsync(aws, [$"s3://{aws.Bucket}/AWSLogs/"]);

        Assert.Equal((trail.Files.Count, 0), (result.Copied + result.Enriched, result.Failed));
        AssertCopies(trail, key => File.ReadAllBytes(Path.Combine(_folder, "enriched", key)));
        Assert.Equal(trail.Files.Keys.Order(StringComparer.Ordinal), (await aws.KeysAsync("")).Order(StringComparer.Ordinal));
        Assert.Empty(await aws.TableAsync());
    }

    [Fact]
    public async Task With_write_it_does_what_the_functions_do_and_resume_leaves_it_alone()
    {
        var trail = new MadeUpTrail();
        using var aws = await DeployAsync(trail);

        var result = await ReplayAsync(aws, [$"s3://{aws.Bucket}"], write: true);
        Assert.Equal((trail.Files.Count, 0), (result.Copied + result.Enriched, result.Failed));
        var copies = trail.Files.Keys.ToDictionary(key => key, key => aws.DownloadAsync("enriched/" + key).GetAwaiter().GetResult());
        AssertCopies(trail, key => copies[key]);
        Assert.NotEmpty(await aws.TableAsync());
        Assert.False(Directory.Exists(Path.Combine(_folder, "enriched")));

        // One source is replaced, one copy is lost, one is of another version: these three, and nothing else, are done again.
        await aws.Clients.S3.DeleteObjectAsync(aws.Bucket, "enriched/" + trail.Files.Keys.First(), TestContext.Current.CancellationToken);
        await aws.UploadAsync(trail.Files.Keys.Last(), TestFiles.LogFile("""{"eventName":"Decrypt"}"""));
        var older = aws.At("enriched/" + trail.Files.Keys.ElementAt(1));
        var standing = await aws.Store.FindCopyAsync(older, TestContext.Current.CancellationToken);
        Assert.True(await aws.Store.TryPutCopyAsync(
            older,
            copies[trail.Files.Keys.ElementAt(1)],
            default,
            standing!.Description! with { Version = "0.9.0" },
            standing,
            TestContext.Current.CancellationToken));
        var again = await ReplayAsync(aws, [$"s3://{aws.Bucket}"], write: true, resume: true);
        Assert.Equal((trail.Files.Count - 3, 3, 0), (again.Complete, again.Copied + again.Enriched, again.Failed));
    }

    [Fact]
    public async Task An_event_finds_its_file_in_the_bucket_and_its_evidence_in_the_table()
    {
        var trail = new MadeUpTrail();
        using var aws = await DeployAsync(trail);
        await ReplayAsync(aws, [$"s3://{aws.Bucket}"], write: true);
        var key = trail.Files.Keys.First();

        var result = await ReplayAsync(aws, ["-"], input: aws.EventFor(key));

        Assert.Equal((1, 1), (result.Copied + result.Enriched, result.Events));
        Assert.Equal(
            await aws.DownloadAsync("enriched/" + key),
            await File.ReadAllBytesAsync(Path.Combine(_folder, "enriched", key), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_has_waited_for_the_evidence_is_enriched_too()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var waits = TestFiles.Key("waits");
        await aws.UploadAsync(waits, TestFiles.LogFile(Redacted));
        await aws.Index.HandleAsync(aws.EventFor(waits), TestContext.Current.CancellationToken);
        await aws.DrainAsync();
        var signIn = TestFiles.Key("signin");
        await aws.UploadAsync(signIn, TestFiles.LogFile(SignIn));

        await ReplayAsync(aws, [$"s3://{aws.Bucket}/{signIn}"], write: true);

        Assert.Contains("192.0.2.1", await aws.DownloadTextAsync("enriched/" + waits), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistyped_prefix_finds_nothing_and_says_what_was_looked_for()
    {
        using var aws = await DeployAsync(new MadeUpTrail());
        var result = await ReplayAsync(aws, [$"s3://{aws.Bucket}/AWSLOGS/"]);
        Assert.True(result.FoundNoLogFile);
        Assert.Equal(
            $"objects named as CloudTrail names its log files (…/AWSLogs/…/CloudTrail/…/*.json.gz), in: s3://{aws.Bucket}/AWSLOGS/", result.LookedFor);
    }

    [Fact]
    public async Task The_same_key_in_two_buckets_gives_one_copy_for_each_bucket()
    {
        var key = TestFiles.Key("same");
        using var one = await Deployment.CreateAsync(emulator);
        using var other = await Deployment.CreateAsync(emulator);
        await one.UploadAsync(key, TestFiles.LogFile(Redacted));
        await other.UploadAsync(key, TestFiles.LogFile(SignIn));
        var result = await ReplayAsync(one, [$"s3://{one.Bucket}/", $"s3://{other.Bucket}/"], bucket: "");
        Assert.Equal((1, 1, 0), (result.Enriched, result.Copied, result.Failed));
        Assert.True(File.Exists(Path.Combine(_folder, "enriched", one.Bucket, key)));
        Assert.True(File.Exists(Path.Combine(_folder, "enriched", other.Bucket, key)));
    }

    [Fact]
    public async Task A_bucket_that_cannot_be_listed_is_named()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var e = await Assert.ThrowsAsync<UsageException>(
            () => ReplayAsync(aws, ["s3://no-such-bucket/AWSLogs/"], bucket: "no-such-bucket"));
        Assert.Equal("s3://no-such-bucket/AWSLogs/: cannot be listed: there is no such bucket; check its name", e.Message);
    }

    [Theory]
    [InlineData("AWSLogs/nothing", false, "AWSLogs/nothing: neither s3://bucket/prefix, nor a log file's key, nor an S3 event file")]
    [InlineData("s3://another/AWSLogs/", false, "bucket another: --bucket or SOURCE_BUCKET says trail")]
    [InlineData("s3://trail/", true, "SESSIONS_TABLE is missing: set it to the name of the sessions table")]
    public void Wrong_usage_is_reported(string input, bool write, string message)
    {
        var options = Options([input], false) with { Aws = new AwsOptions { Bucket = "trail", Write = write } };
        Assert.Equal(
            message,
            Assert.Throws<UsageException>(
                () => AwsReplay.Compose(options, options.Aws, TextReader.Null, name => name == "AWS_REGION" ? "us-east-1" : null)).Message);
    }

    private const string SignIn = """
        {"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/alice"},"eventTime":"2024-05-06T07:00:00Z","eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.1","userAgent":"Mozilla/5.0 (X11)","responseElements":{"ConsoleLogin":"Success"},"eventID":"s1","eventType":"AwsConsoleSignIn","recipientAccountId":"111122223333"}
        """;

    private const string Redacted = """
        {"userIdentity":{"arn":"arn:aws:iam::111122223333:user/alice","sessionContext":{"attributes":{"creationDate":"2024-05-06T07:00:00Z"}}},"eventTime":"2024-05-06T07:05:00Z","eventSource":"ec2.amazonaws.com","eventName":"RunInstances","awsRegion":"eu-west-1","sourceIPAddress":"AWS Internal","userAgent":"AWS Internal","eventID":"r1","recipientAccountId":"111122223333","sessionCredentialFromConsole":"true"}
        """;

    private async Task<Deployment> DeployAsync(MadeUpTrail trail)
    {
        var aws = await Deployment.CreateAsync(emulator);
        foreach (var (key, content) in trail.Files)
        {
            await aws.UploadAsync(key, content);
        }

        return aws;
    }

    private ReplayOptions Options(IReadOnlyList<string> inputs, bool resume) => new()
    {
        Inputs = inputs,
        OutputFolder = _folder,
        Format = OutputFormat.Json,
        EnrichedPrefix = EnrichedPrefix.Default.Value,
        Resume = resume,
    };

    private async Task<CompletedReplay> ReplayAsync(
        Deployment aws, IReadOnlyList<string> inputs, bool write = false, bool resume = false, string input = "", string? bucket = null)
    {
        var account = new AwsOptions
        {
            Write = write,
            Bucket = bucket is "" ? null : bucket ?? aws.Bucket,
            Table = aws.Table,
            Region = "us-east-1",
            EndpointUrl = emulator.Connection.Endpoint!.ToString(),
        };
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "test");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "test");
        using var run = AwsReplay.Compose(Options(inputs, resume) with { Aws = account }, account, new StringReader(input), _ => null);
        await ProgressBar.RunAsync(0, run.RunAsync, TestContext.Current.CancellationToken);
        return run.Complete(interrupted: false);
    }

    private static void AssertCopies(MadeUpTrail trail, Func<string, byte[]> copyOf)
    {
        foreach (var (key, expected) in trail.Expected)
        {
            var records = JsonDocument.Parse(TestFiles.Text(copyOf(key))).RootElement.GetProperty("Records").EnumerateArray().ToArray();
            Assert.Equal(expected.Count, records.Length);
            Assert.Equal(expected.Select(Address), records.Select(record => Address(record.GetRawText())));
        }
    }

    private static string? Address(string record) =>
        JsonDocument.Parse(record).RootElement.TryGetProperty("sourceIPAddress", out var address) ? address.GetString() : null;
}
