using Amazon.Runtime;
using Amazon.S3;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.IntegrationTests.Faults;

/// <summary>
/// Faults of the network and of the services, one kind at a time: a right copy comes of it, or a failure that is delivered again.
/// </summary>
public sealed class WireFaultTests(AwsEmulator emulator, WireFaultTable table)
{
    private static readonly string OtherSignIn = OfBob(HandlerTests.SignIn);
    private static readonly string OtherRedacted = OfBob(HandlerTests.Redacted);
    private static readonly string OtherRecovered = OfBob(HandlerTests.Recovered);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<WireCall, WireFault> EveryFault =>
        [.. FaultPlan.Possible.SelectMany(call => call.Value.Select(fault => new TheoryDataRow<WireCall, WireFault>(call.Key, fault)))];

    [Theory]
    [MemberData(nameof(EveryFault))]
    public async Task Every_copy_is_right_under_every_fault_of_every_call(WireCall call, WireFault fault)
    {
        var (aws, wire) = await DeployAsync(FaultPlan.EverRarer(call, fault));
        using var closing = aws;
        using var upload = await Deployment.CreateAsync(emulator, aws.Bucket);
        string early =
            TestFiles.Key("early"), signIns = TestFiles.Key("signins"), late = TestFiles.Key("late"), plain = TestFiles.Key("plain");
        await upload.UploadAsync(early, TestFiles.LogFile(HandlerTests.Redacted));
        await upload.UploadAsync(signIns, TestFiles.LogFile(HandlerTests.SignIn, OtherSignIn));
        await upload.UploadAsync(late, TestFiles.LogFile(HandlerTests.Plain, OtherRedacted));
        await upload.UploadAsync(plain, TestFiles.LogFile(HandlerTests.Plain));
        var delivery = new Redelivery(aws, wire);

        await delivery.AnnounceAsync(early);
        await delivery.DrainAsync();
        await delivery.AnnounceAsync(signIns, plain);
        await delivery.DrainAsync();
        await delivery.AnnounceAsync(late);
        await delivery.DrainAsync();

        Assert.InRange(wire.Plan.Injected, 1, int.MaxValue);
        Assert.Equal($$"""{"Records":[{{HandlerTests.Recovered}}]}""", await upload.DownloadTextAsync("enriched/" + early));
        Assert.Equal($$"""{"Records":[{{HandlerTests.Plain}},{{OtherRecovered}}]}""", await upload.DownloadTextAsync("enriched/" + late));
        Assert.Equal(await upload.DownloadAsync(signIns), await upload.DownloadAsync("enriched/" + signIns));
        Assert.Equal(await upload.DownloadAsync(plain), await upload.DownloadAsync("enriched/" + plain));
    }

    [Theory]
    [InlineData(WireFault.Throttled, "ProvisionedThroughputExceededException")]
    [InlineData(WireFault.ResetBefore, "Connection reset by peer")]
    [InlineData(WireFault.CutShort, "")]
    public async Task Evidence_that_cannot_be_read_is_a_failure_and_never_no_evidence(WireFault fault, string reason)
    {
        var (aws, wire) = await DeployAsync(FaultPlan.Where(WireCall.Query, fault, _ => true));
        using var closing = aws;
        await aws.UploadAsync(TestFiles.Key("file"), TestFiles.LogFile(HandlerTests.Redacted));

        var failed = await new Redelivery(aws, wire).InvokeAsync(
            token => aws.Enrich.HandleAsync([new QueuedMessage("1", aws.EventFor(TestFiles.Key("file")), false)], token));

        Assert.Equal(["1"], failed);
        Assert.Contains(
            aws.Log.Lines, line => line.Contains($"Failed: table {aws.Table}: cannot read a session: ", StringComparison.Ordinal)
                && line.Contains(reason, StringComparison.Ordinal));
        Assert.Empty(await aws.KeysAsync("enriched/"));
        Assert.Empty(await aws.TableAsync());
    }

    [Fact]
    public async Task Evidence_that_comes_in_pages_is_read_whole()
    {
        var (aws, wire) = await DeployAsync(new FaultPlan((call, number) =>
            call != WireCall.Query ? WireFault.None : number % 2 == 0 ? WireFault.EmptyPage : WireFault.PartialPage));
        using var closing = aws;
        string signIns = TestFiles.Key("signins"), file = TestFiles.Key("file");
        var other = HandlerTests.SignIn.Replace("\"s1\"", "\"s2\"", StringComparison.Ordinal).Replace(
            "192.0.2.1", "192.0.2.2", StringComparison.Ordinal);
        await aws.UploadAsync(signIns, TestFiles.LogFile(HandlerTests.SignIn, other));
        await aws.UploadAsync(file, TestFiles.LogFile(HandlerTests.Redacted));
        var delivery = new Redelivery(aws, wire);

        await delivery.AnnounceAsync(signIns);
        await delivery.AnnounceAsync(file);
        await delivery.DrainAsync();

        // A reader of the first page only would know one sign-in and believe it.
        Assert.Contains("\"match\":\"ambiguous\"", await aws.DownloadTextAsync("enriched/" + file), StringComparison.Ordinal);
        Assert.Equal(0, delivery.Failures);
        Assert.InRange(wire.Plan.Count(WireFault.PartialPage), 2, int.MaxValue);
    }

    [Fact]
    public async Task A_log_file_that_is_cut_short_is_a_failure_and_nothing_is_published()
    {
        var (aws, wire) = await DeployAsync(FaultPlan.Where(WireCall.ReadFile, WireFault.CutShort, _ => true));
        using var closing = aws;
        var file = TestFiles.Key("file");
        var content = TestFiles.LogFile(HandlerTests.Redacted);
        await aws.UploadAsync(file, content);

        var error = await Assert.ThrowsAsync<IOException>(
            () => new Redelivery(aws, wire).InvokeAsync(token => aws.Index.HandleAsync(aws.EventFor(file), token)));

        Assert.Equal(
            $"index: 1 of 1 objects failed: {aws.At(file)}: cannot be read: only {content.Length / 2} of {content.Length} bytes arrived; " +
            $"reading it again is safe",
            error.Message);
        Assert.Empty(await aws.ReceiveAsync());
    }

    [Fact]
    public async Task A_written_copy_whose_answer_was_lost_is_recognized_when_the_SDK_retries()
    {
        var (aws, wire) = await DeployAsync(FaultPlan.Where(WireCall.PutCopy, WireFault.ResetAfter, number => number == 1), retries: 1);
        using var closing = aws;
        var file = TestFiles.Key("file");
        await aws.UploadAsync(file, TestFiles.LogFile(HandlerTests.SignIn, HandlerTests.Redacted));
        var delivery = new Redelivery(aws, wire);

        await delivery.AnnounceAsync(file);
        await delivery.DrainAsync();

        Assert.Equal((0, 1), (delivery.Failures, wire.Plan.Injected));
        Assert.Contains(
            aws.Log.Lines, line => line.StartsWith($"enrich: {aws.Bucket}/{file} AlreadyPublished: ", StringComparison.Ordinal));
        Assert.Equal(
            $$"""{"Records":[{{HandlerTests.SignIn}},{{HandlerTests.Recovered}}]}""", await aws.DownloadTextAsync("enriched/" + file));
    }

    [Fact]
    public async Task A_copy_in_S3_that_fails_in_the_body_of_a_200_is_a_failure()
    {
        var (aws, wire) = await DeployAsync(FaultPlan.Where(WireCall.CopyUnchanged, WireFault.ErrorInside, _ => true));
        using var closing = aws;
        var file = TestFiles.Key("file");
        await aws.UploadAsync(file, TestFiles.LogFile(HandlerTests.Plain));

        var failed = await new Redelivery(aws, wire).InvokeAsync(
            token => aws.Enrich.HandleAsync([new QueuedMessage("1", aws.EventFor(file), false)], token));

        Assert.Equal(["1"], failed);
        Assert.Contains(aws.Log.Lines, line => line.Contains($"Failed: {aws.At(file)}: cannot be copied to ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(WireCall.ReadFile)]
    [InlineData(WireCall.Query)]
    [InlineData(WireCall.PutItem)]
    [InlineData(WireCall.PutCopy)]
    public async Task When_an_answer_is_slower_than_the_function_lives_its_message_comes_back_and_the_log_says_why(WireCall call)
    {
        // The first PUT is the test's own upload.
        var (aws, wire) = await DeployAsync(FaultPlan.Where(call, WireFault.Slow, number => number == (call == WireCall.PutCopy ? 1 : 0)));
        using var closing = aws;
        var file = TestFiles.Key("file");
        await aws.UploadAsync(file, TestFiles.LogFile(HandlerTests.Redacted));
        var message = new QueuedMessage("1", aws.EventFor(file), false);
        var delivery = new Redelivery(aws, wire);

        var first = await delivery.InvokeAsync(token => aws.Enrich.HandleAsync([message], token));
        var keys = await aws.KeysAsync("enriched/");
        var second = await delivery.InvokeAsync(token => aws.Enrich.HandleAsync([message], token));

        Assert.Equal(["1"], first);
        Assert.Empty(keys);
        Assert.Empty(second);
        Assert.Contains($"enrich: {aws.Bucket}/{file} Failed: stopped, the time is nearly up; it will be tried again", aws.Log.Lines);
        Assert.Equal(["enriched/" + file], await aws.KeysAsync("enriched/"));
    }

    [Fact]
    public async Task An_attempt_without_an_answer_ends_long_before_the_function_and_is_reported_as_a_failed_call()
    {
        var wire = new FaultyHttpHandler(FaultPlan.Where(WireCall.ReadFile, WireFault.Slow, _ => true));
        var config = AwsClients.Configured(new AmazonS3Config { ForcePathStyle = true }, emulator.Connection);
        config.HttpClientFactory = new FaultyHttpClients(wire);
        config.MaxErrorRetry = 0;
        config.Timeout = TimeSpan.FromMilliseconds(100);
        using var client = new AmazonS3Client(emulator.Connection.Credentials, config);

        var error = await Assert.ThrowsAsync<IOException>(() => new S3LogStore(client).GetAsync(new("bucket", "key"), Token));

        Assert.StartsWith("s3://bucket/key: cannot be read: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, wire.Plan.Injected);
    }

    [Theory]
    [InlineData(1, 0, 0.10)]
    [InlineData(2, 0, 0.20)]
    [InlineData(3, 20, 0.15)]
    public async Task A_trail_is_recovered_whole_although_many_calls_fail(int seed, int settleMinutes, double rate)
    {
        using var upload = await Deployment.CreateAsync(emulator);
        var trail = new MadeUpTrail();
        foreach (var (key, content) in trail.Files)
        {
            await upload.UploadAsync(key, content);
        }

        var (aws, wire) = await DeployAsync(FaultPlan.Random(seed, rate), bucket: upload.Bucket, settleMinutes: settleMinutes);
        using var closing = aws;
        var delivery = new Redelivery(aws, wire);
        var random = new Random(seed);
        var keys = trail.Files.Keys.Order(StringComparer.Ordinal).ToArray();
        random.Shuffle(keys);
        for (var at = 0; at < keys.Length;)
        {
            var some = random.Next(1, 4);
            await delivery.AnnounceAsync(keys.Skip(at).Take(some));
            at += some;
            if (random.Next(2) == 0)
            {
                await delivery.DrainDueAsync();
            }
        }

        await delivery.DrainAsync();

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"seed {seed}: {wire.Plan.Injected} faults in {wire.Plan.Calls} calls, {delivery.Failures} deliveries failed and came " +
            $"again\n{FaultPlan.Table([wire.Plan])}");
        Assert.Equal(
            keys.Select(key => "enriched/" + key)
                .Order(StringComparer.Ordinal), (await upload.KeysAsync("enriched/"))
                .Order(StringComparer.Ordinal));
        foreach (var key in keys)
        {
            Assert.True(trail.IsRight(key, await upload.DownloadAsync("enriched/" + key)), $"seed {seed}: the copy of {key} is wrong");
        }

        Assert.InRange(wire.Plan.Injected, wire.Plan.Calls * rate / 2, wire.Plan.Calls * rate * 2);
    }

    private async Task<(Deployment Aws, FaultyHttpHandler Wire)> DeployAsync(
        FaultPlan plan, int retries = 0, string? bucket = null, int settleMinutes = 0)
    {
        table.Add(plan);
        var wire = new FaultyHttpHandler(plan);
        var aws = await Deployment.CreateAsync(emulator, bucket, settleMinutes, configure: Configure);
        return (aws, wire);

        void Configure(ClientConfig config)
        {
            config.HttpClientFactory = new FaultyHttpClients(wire);
            config.MaxErrorRetry = retries;
        }
    }

    private static string OfBob(string record) =>
        record.Replace("alice", "bob", StringComparison.Ordinal).Replace("\"s1\"", "\"s2\"", StringComparison.Ordinal);
}
