using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.IntegrationTests;

/// <summary>Both handlers over the wire: from an S3 event to the object in the bucket.</summary>
public sealed class HandlerTests(AwsEmulator emulator)
{
    private const string Session = """
        "arn":"arn:aws:iam::111122223333:user/alice","sessionContext":{"attributes":{"creationDate":"2024-05-06T07:00:00Z"}}
        """;

    internal const string SignIn = """
        {"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/alice"},"eventTime":"2024-05-06T07:00:00Z","eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.1","userAgent":"Mozilla/5.0 (X11)","responseElements":{"ConsoleLogin":"Success"},"eventID":"s1","eventType":"AwsConsoleSignIn","recipientAccountId":"111122223333"}
        """;

    internal const string Redacted =
        $$"""{"userIdentity":{ {{Session}} },"eventTime":"2024-05-06T07:05:00Z","eventSource":"ec2.amazonaws.com","eventName":"RunInstances","awsRegion":"eu-west-1","sourceIPAddress":"AWS Internal","userAgent":"AWS Internal","x":1.0,"eventID":"r1","recipientAccountId":"111122223333","sessionCredentialFromConsole":"true"}""";

    internal const string Plain = """{"eventName":"Decrypt","sourceIPAddress":"192.0.2.7","userAgent":"aws-cli/2","n":1.50}""";

    internal static readonly string Recovered =
        Redacted[..^1]
            .Replace("\"sourceIPAddress\":\"AWS Internal\"", "\"sourceIPAddress\":\"192.0.2.1\"", StringComparison.Ordinal)
            .Replace("\"userAgent\":\"AWS Internal\"", "\"userAgent\":\"Mozilla/5.0 (X11)\"", StringComparison.Ordinal)
        + ""","enrichment":{"recovered":["sourceIPAddress","userAgent"],"match":"signIn","evidence":{"eventName":"ConsoleLogin","eventID":"s1","eventTime":"2024-05-06T07:00:00Z","awsRegion":"us-east-1"},"version":"VERSION"}}"""
            .Replace("VERSION", CopyDescription.CurrentVersion, StringComparison.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("a prefix+with/per%cent/ümläut=and/")]
    public async Task A_redacted_file_gets_an_enriched_copy(string prefix)
    {
        using var aws = await Deployment.CreateAsync(emulator);
        string signIn = TestFiles.Key("signin", prefix, "us-east-1"), file = TestFiles.Key("file", prefix);
        await aws.UploadAsync(signIn, TestFiles.LogFile(SignIn));
        await aws.UploadAsync(file, TestFiles.LogFile(Plain, Redacted));

        var summary = await aws.Index.HandleAsync(aws.EventFor(signIn, file), Token);
        await aws.DrainAsync();

        Assert.Equal(new IndexSummary(2, 0, 0), summary);
        Assert.Equal($$"""{"Records":[{{Plain}},{{Recovered}}]}""", await aws.DownloadTextAsync("enriched/" + file));
        var source = await aws.Store.GetAsync(aws.At(file), Token);
        var copy = await aws.Store.FindCopyAsync(aws.At("enriched/" + file), Token);
        Assert.NotNull(copy?.Description);
        Assert.Matches("^[0-9a-f]{32}$", copy.Description.Decisions);
        Assert.EndsWith(".1.0", copy.Description.Knowledge?.Text, StringComparison.Ordinal);
        Assert.Equal(
            new CopyDescription(aws.At(file), source.ETag, 2, 2, 0, 0, CopyDescription.CurrentVersion) { IsFinal = true },
            copy.Description with { Decisions = null, Knowledge = null });
        Assert.Equal(source.Headers, (await aws.Store.GetAsync(aws.At("enriched/" + file), Token)).Headers);
    }

    [Fact]
    public async Task A_file_with_nothing_redacted_is_copied_byte_for_byte()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var content = TestFiles.LogFile(Plain);
        await aws.UploadAsync(TestFiles.Key("plain"), content, "application/x-gzip", "gzip");

        await aws.Index.HandleAsync(aws.EventFor(TestFiles.Key("plain")), Token);
        await aws.DrainAsync();

        var copy = await aws.Store.GetAsync(aws.At("enriched/" + TestFiles.Key("plain")), Token);
        Assert.Equal(content, copy.Content.ToArray());
        Assert.Equal(new ContentHeaders("application/x-gzip", "gzip"), copy.Headers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_overwritten_unredacted_file_gets_the_newer_copy_whichever_message_comes_first(bool newerFirst)
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var file = TestFiles.Key("file");
        await aws.UploadAsync(file, TestFiles.LogFile(Plain));
        await aws.Index.HandleAsync(aws.EventFor(file), Token);
        var older = await aws.ReceiveAsync();
        await aws.UploadAsync(file, TestFiles.LogFile(Plain, Plain));
        await aws.Index.HandleAsync(aws.EventFor(file), Token);
        var newer = await aws.ReceiveAsync();

        foreach (var message in newerFirst ? newer.Concat(older) : older.Concat(newer))
        {
            Assert.Empty(await aws.Enrich.HandleAsync([Deployment.ToQueued(message)], Token));
        }

        Assert.Equal(await aws.DownloadAsync(file), await aws.DownloadAsync("enriched/" + file));
        Assert.Empty(await aws.ReceiveAsync());
    }

    [Fact]
    public async Task A_file_is_held_until_its_evidence_comes()
    {
        using var aws = await Deployment.CreateAsync(emulator, settleMinutes: 20);
        string signIn = TestFiles.Key("signin"), file = TestFiles.Key("file");
        await aws.UploadAsync(file, TestFiles.LogFile(Redacted));
        await aws.Index.HandleAsync(aws.EventFor(file), Token);
        await aws.DrainDueAsync();
        Assert.Empty(await aws.KeysAsync("enriched/"));

        await aws.UploadAsync(signIn, TestFiles.LogFile(SignIn));
        await aws.Index.HandleAsync(aws.EventFor(signIn), Token);
        await aws.DrainDueAsync();

        Assert.Equal($$"""{"Records":[{{Recovered}}]}""", await aws.DownloadTextAsync("enriched/" + file));
    }

    [Fact]
    public async Task A_file_without_evidence_is_published_as_it_is_known_when_it_has_waited_long_enough_and_improved_later()
    {
        using var aws = await Deployment.CreateAsync(emulator, settleMinutes: 20);
        string signIn = TestFiles.Key("signin"), file = TestFiles.Key("file");
        await aws.UploadAsync(file, TestFiles.LogFile(Redacted));
        await aws.Index.HandleAsync(aws.EventFor(file), Token);
        await aws.DrainDueAsync();
        aws.Time.Advance(TimeSpan.FromMinutes(15));
        await aws.DrainDueAsync();
        Assert.Empty(await aws.KeysAsync("enriched/"));

        aws.Time.Advance(TimeSpan.FromMinutes(5));
        await aws.DrainDueAsync();
        Assert.Contains("\"match\":\"none\"", await aws.DownloadTextAsync("enriched/" + file), StringComparison.Ordinal);

        await aws.UploadAsync(signIn, TestFiles.LogFile(SignIn));
        await aws.Index.HandleAsync(aws.EventFor(signIn), Token);
        await aws.DrainDueAsync();

        Assert.Equal($$"""{"Records":[{{Recovered}}]}""", await aws.DownloadTextAsync("enriched/" + file));
        Assert.Equal(2, (await aws.Store.FindCopyAsync(aws.At("enriched/" + file), Token))?.Description?.Recovered);
    }

    [Fact]
    public async Task Evidence_about_another_account_is_not_believed()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var file = TestFiles.Key("file");
        var foreign = TestFiles.Key("signin").Replace(TestFiles.Account, "444455556666", StringComparison.Ordinal);
        await aws.UploadAsync(foreign, TestFiles.LogFile(SignIn));
        await aws.UploadAsync(file, TestFiles.LogFile(Redacted));

        await aws.Index.HandleAsync(aws.EventFor(foreign, file), Token);
        await aws.DrainAsync();

        Assert.Contains("\"match\":\"none\"", await aws.DownloadTextAsync("enriched/" + file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_damaged_file_fails_the_event_after_the_others_are_done()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        string good = TestFiles.Key("good"), damaged = TestFiles.Key("damaged"), gone = TestFiles.Key("gone");
        await aws.UploadAsync(good, TestFiles.LogFile(Plain));
        await aws.UploadAsync(damaged, TestFiles.LogFile(Plain)[..^12]);

        var error = await Assert.ThrowsAsync<IOException>(() => aws.Index.HandleAsync(aws.EventFor(damaged, good, gone), Token));
        await aws.DrainAsync();

        Assert.StartsWith("index: 2 of 3 objects failed: ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"s3://{aws.Bucket}/{damaged}: byte ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"s3://{aws.Bucket}/{gone}: no such object", error.Message, StringComparison.Ordinal);
        Assert.Equal(["enriched/" + good], await aws.KeysAsync("enriched/"));
        Assert.Contains(aws.Log.Lines, line => line.StartsWith($"index: {aws.Bucket}/{damaged} Failed: s3://", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_of_a_batch_fails_alone()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        string good = TestFiles.Key("good"), damaged = TestFiles.Key("damaged");
        await aws.UploadAsync(good, TestFiles.LogFile(Plain));
        await aws.UploadAsync(damaged, TestFiles.LogFile(Plain)[..^12]);

        var failed = await aws.Enrich.HandleAsync(
            [
                new("1", aws.EventFor(damaged)),
                new("2", aws.EventFor(good)),
                new("3", "no event"),
                new("4", aws.EventFor(good, TestFiles.Key("gone"))),
            ],
            Token);

        Assert.Equal(["1", "3", "4"], failed);
        Assert.Equal(["enriched/" + good], await aws.KeysAsync("enriched/"));
        Assert.Contains(aws.Log.Lines, line => line.StartsWith("enrich: message 3 cannot be read: not JSON", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_the_time_is_up_what_was_not_done_fails()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        await aws.UploadAsync(TestFiles.Key("a"), TestFiles.LogFile(Plain));
        using var timeIsUp = new CancellationTokenSource();
        await timeIsUp.CancelAsync();

        var failed = await aws.Enrich.HandleAsync(
            [new("1", aws.EventFor(TestFiles.Key("a"))), new("2", aws.EventFor(TestFiles.Key("a")))], timeIsUp.Token);
        var error = await Assert.ThrowsAsync<IOException>(() => aws.Index.HandleAsync(aws.EventFor(TestFiles.Key("a")), timeIsUp.Token));

        Assert.Equal(["1", "2"], failed);
        Assert.Equal(
            $"index: 1 of 1 objects failed: s3://{aws.Bucket}/{TestFiles.Key("a")}: stopped, the time is nearly up; it will be tried again",
            error.Message);
        Assert.Empty(await aws.KeysAsync("enriched/"));
    }

    [Fact]
    public async Task What_is_no_log_file_is_acknowledged_and_counted()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        const string Digest = "AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2024/05/06/x.json.gz";

        var others = await aws.Index.HandleAsync(aws.EventFor(Digest, "enriched/" + TestFiles.Key("a"), "readme.txt"), Token);
        var setUp = await aws.Index.HandleAsync("""{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"}""", Token);
        var failed = await aws.Enrich.HandleAsync(
            [
                new("1", aws.EventFor(Digest)),
                new("2", "CloudTrail validation message."),
                new("3", aws.EventFor("enriched/" + TestFiles.Key("a"))),
            ], Token);

        Assert.Equal((new IndexSummary(0, 3, 0), new IndexSummary(0, 1, 0)), (others, setUp));
        Assert.Empty(failed);
        Assert.Empty(await aws.ReceiveAsync());
    }

    [Fact]
    public async Task Objects_of_another_bucket_are_refused()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        using var other = await Deployment.CreateAsync(emulator);
        await other.UploadAsync(TestFiles.Key("a"), TestFiles.LogFile(Plain));

        var summary = await aws.Index.HandleAsync(other.EventFor(TestFiles.Key("a")), Token);
        var failed = await aws.Enrich.HandleAsync([new("1", other.EventFor(TestFiles.Key("a")))], Token);

        Assert.Equal(new IndexSummary(0, 0, 1), summary);
        Assert.Empty(failed);
        Assert.Empty(await other.KeysAsync("enriched/"));
        Assert.Contains(
            $"index: {other.Bucket}/{TestFiles.Key("a")} refused: this deployment takes objects of {aws.Bucket} only", aws.Log.Lines);
    }

    [Fact]
    public async Task A_wrapped_announcement_reaches_pass_2_like_any_other()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        await aws.UploadAsync(TestFiles.Key("a"), TestFiles.LogFile(Plain));
        var trail = $$"""{"s3Bucket":"{{aws.Bucket}}","s3ObjectKey":["{{TestFiles.Key("a")}}"]}""";

        var failed = await aws.Enrich.HandleAsync(
            [new("1", $$"""{"Type":"Notification","Message":"{{trail.Replace("\"", "\\\"", StringComparison.Ordinal)}}"}""")], Token);

        Assert.Empty(failed);
        Assert.Equal(["enriched/" + TestFiles.Key("a")], await aws.KeysAsync("enriched/"));
    }

    [Fact]
    public async Task No_log_line_holds_an_address_an_agent_or_a_principal()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        await aws.UploadAsync(TestFiles.Key("a"), TestFiles.LogFile(SignIn, Redacted));
        await aws.UploadAsync(
            TestFiles.Key("b"), TestFiles.Compressed($$"""{"Records":[{{Redacted}},{"userAgent":"Mozilla/5.0 (X11)" "192.0.2.1"}]}"""));

        await Assert.ThrowsAsync<IOException>(() => aws.Index.HandleAsync(aws.EventFor(TestFiles.Key("a"), TestFiles.Key("b")), Token));
        await aws.DrainAsync();

        Assert.NotEmpty(aws.Log.Lines);
        Assert.All(aws.Log.Lines, line => Assert.DoesNotMatch("192\\.0\\.2|Mozilla|alice", line));
    }
}
