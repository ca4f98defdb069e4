using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Amazon.SQS.Model;

namespace CloudTrailEnricher.IntegrationTests.Bootstrap;

/// <summary>The executable as a process: events of S3 and batches of the queue in, objects in the bucket out.</summary>
public sealed class BootstrapTests(AwsEmulator emulator)
{
    [Fact]
    public async Task An_event_of_S3_leads_to_an_enriched_copy()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        await using var index = BootstrapProcess.Start("Index", aws, emulator.Connection);
        await using var enrich = BootstrapProcess.Start(
            "CloudTrailEnricher.Lambda::CloudTrailEnricher.Lambda.EnrichFunction::HandleAsync", aws, emulator.Connection);
        string signIn = TestFiles.Key("signin", "a b+c/"), file = TestFiles.Key("file", "a b+c/");
        await aws.UploadAsync(signIn, TestFiles.LogFile(HandlerTests.SignIn));
        await aws.UploadAsync(file, TestFiles.LogFile(HandlerTests.Plain, HandlerTests.Redacted));

        var indexed = await index.InvokeAsync(aws.EventFor(signIn, file));
        var messages = await aws.ReceiveAsync();
        var enriched = await enrich.InvokeAsync(SqsEvent.Of(messages));

        Assert.Equal(("""{"indexed":2,"ignored":0,"refused":0}""", null), (indexed.Body, indexed.ErrorType));
        Assert.Equal(2, messages.Count);
        Assert.Equal(("""{"batchItemFailures":[]}""", null), (enriched.Body, enriched.ErrorType));
        Assert.Equal(
            $$"""{"Records":[{{HandlerTests.Plain}},{{HandlerTests.Recovered}}]}""", await aws.DownloadTextAsync("enriched/" + file));
        Assert.Equal($$"""{"Records":[{{HandlerTests.SignIn}}]}""", await aws.DownloadTextAsync("enriched/" + signIn));
    }

    [Fact]
    public async Task Log_lines_are_JSON_with_the_request_and_without_an_address_an_agent_or_a_principal()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        await using var index = BootstrapProcess.Start("Index", aws, emulator.Connection);
        await using var enrich = BootstrapProcess.Start("Enrich", aws, emulator.Connection);
        var file = TestFiles.Key("file");
        await aws.UploadAsync(file, TestFiles.LogFile(HandlerTests.SignIn, HandlerTests.Redacted));

        var indexed = await index.InvokeAsync(aws.EventFor(file));
        var enriched = await enrich.InvokeAsync(SqsEvent.Of(await aws.ReceiveAsync()));
        await index.StopAsync();
        await enrich.StopAsync();

        Assert.All(index.Lines.Concat(enrich.Lines), line => Assert.DoesNotMatch("192\\.0\\.2|Mozilla|alice", line));
        var indexLine = Assert.Single(index.Lines.Select(line => JsonNode.Parse(line)!), line => (string?)line["eventName"] == "Indexed");
        var enrichLine = Assert.Single(
            enrich.Lines.Select(line => JsonNode.Parse(line)!), line => (string?)line["eventName"] == "Enriched");
        Assert.Equal(
            (indexed.RequestId, "test", file, 2, 1),
            (
                (string?)indexLine["requestId"],
                (string?)indexLine["service"],
                (string?)indexLine["key"],
                (int)indexLine["records"]!,
                (int)indexLine["signIns"]!));
        Assert.Equal(
            (enriched.RequestId, "Published", 2, 2),
            (
                (string?)enrichLine["requestId"],
                (string?)enrichLine["outcome"],
                (int)enrichLine["redactedFields"]!,
                (int)enrichLine["recoveredBySignIn"]!));
    }

    [Fact]
    public async Task Messages_that_failed_are_named_and_the_others_are_done()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        await using var enrich = BootstrapProcess.Start("Enrich", aws, emulator.Connection);
        var good = TestFiles.Key("good");
        await aws.UploadAsync(good, TestFiles.LogFile(HandlerTests.Plain));

        var answer = await enrich.InvokeAsync(SqsEvent.Of(
            new Message { MessageId = "1", Body = aws.EventFor(TestFiles.Key("gone")) },
            new Message { MessageId = "2", Body = aws.EventFor(good) },
            new Message { MessageId = "3", Body = "no event" }));

        Assert.Equal(("""{"batchItemFailures":[{"itemIdentifier":"1"},{"itemIdentifier":"3"}]}""", null), (answer.Body, answer.ErrorType));
        Assert.Equal(["enriched/" + good], await aws.KeysAsync("enriched/"));
    }

    [Fact]
    public async Task With_less_time_than_the_margin_nothing_starts_and_everything_is_delivered_again()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        await using var index = BootstrapProcess.Start("Index", aws, emulator.Connection);
        await using var enrich = BootstrapProcess.Start("Enrich", aws, emulator.Connection);
        var file = TestFiles.Key("file");
        await aws.UploadAsync(file, TestFiles.LogFile(HandlerTests.Plain));
        var notMuch = TimeSpan.FromSeconds(2);

        var indexed = await index.InvokeAsync(aws.EventFor(file), notMuch);
        var enriched = await enrich.InvokeAsync(
            SqsEvent.Of(
                new Message { MessageId = "1", Body = aws.EventFor(file) },
                new Message { MessageId = "2", Body = aws.EventFor(file) }), notMuch);

        Assert.Equal("IOException", indexed.ErrorType);
        Assert.Equal(
            (
                "IOException",
                $"index: 1 of 1 objects failed: s3://{aws.Bucket}/{file}: stopped, the time is nearly up; it will be tried again"),
            Error(indexed));
        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"1"},{"itemIdentifier":"2"}]}""", enriched.Body);
        Assert.Empty(await aws.KeysAsync("enriched/"));
    }

    [Theory]
    [InlineData("Index", "not an S3 event (no \"Records\"); sam local generate-event s3 put prints one")]
    [InlineData("Enrich", "not an SQS event (no \"Records\"); sam local generate-event sqs receive-message prints one")]
    public async Task After_a_payload_that_is_no_event_the_process_lives_on(string handler, string message)
    {
        using var aws = await Deployment.CreateAsync(emulator);
        await using var function = BootstrapProcess.Start(handler, aws, emulator.Connection);

        var failed = await function.InvokeAsync("""{"userAgent":"Mozilla/5.0 (X11)"}""");
        var cut = await function.InvokeAsync("""{"Records":[""");
        var done = await function.InvokeAsync("""{"Records":[]}""");

        Assert.Equal(("FormatException", message), Error(failed));
        Assert.StartsWith("not JSON: ", Error(cut).Message, StringComparison.Ordinal);
        Assert.Null(done.ErrorType);
        await function.StopAsync();
        Assert.Equal(2, function.Lines.Count(line => (string?)JsonNode.Parse(line)!["eventName"] == "InvocationFailed"));
    }

    [Fact]
    public async Task A_start_without_settings_fails_and_names_them_all()
    {
        await using var function = BootstrapProcess.StartWith(
            ("_HANDLER", "Enrich"), ("SETTLE_MINUTES", "soon"), ("AWS_REGION", "us-east-1"));

        var failed = await function.InitErrorAsync();

        Assert.Equal(
            (
                "AwsSettingsException",
                "Settings: SOURCE_BUCKET is missing: set it to the name of the trail's bucket; "
                + "SESSIONS_TABLE is missing: set it to the name of the sessions table; "
                + "ENRICH_QUEUE_URL is missing: set it to the URL of the queue between the passes; "
                + "SETTLE_MINUTES is \"soon\": must be a whole number from 0 to 1440."),
            Error(failed));
        Assert.Equal(1, await function.ExitCodeAsync());
    }

    [Fact]
    public async Task With_a_proxy_set_the_Runtime_API_is_called_directly()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var nobody = $"http://127.0.0.1:{EmulatorProcess.FreePort()}";
        await using var index = BootstrapProcess.Start(
            "Index", aws, emulator.Connection, executable: null, (
                "HTTP_PROXY", nobody), ("http_proxy", nobody), ("NO_PROXY", ""), ("no_proxy", ""));

        var answer = await index.InvokeAsync("""{"Service":"Amazon S3","Event":"s3:TestEvent"}""");

        Assert.Equal(("""{"indexed":0,"ignored":1,"refused":0}""", null), (answer.Body, answer.ErrorType));
    }

    [Fact]
    public async Task Metrics_go_to_standard_output_as_lines_of_their_own()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        await using var index = BootstrapProcess.Start(
            "Index", aws, emulator.Connection, executable: null, ("POWERTOOLS_METRICS_NAMESPACE", "CloudTrailEnricher/test"));
        var file = TestFiles.Key("file");
        await aws.UploadAsync(file, TestFiles.LogFile(HandlerTests.SignIn));

        await index.InvokeAsync(aws.EventFor(file));
        await index.StopAsync();

        var metrics = Assert.Single(index.Lines.Select(line => JsonNode.Parse(line)!), line => line["_aws"] is not null);
        Assert.Equal("CloudTrailEnricher/test", (string?)metrics["_aws"]!["CloudWatchMetrics"]![0]!["Namespace"]);
        Assert.Equal((1, 1), ((int)metrics["FilesIndexed"]!, (int)metrics["SignInsFound"]!));
    }

    [Fact]
    public async Task An_unknown_handler_fails_the_start()
    {
        await using var function = BootstrapProcess.StartWith(("_HANDLER", "A::B.OtherFunction::IndexAsync"));

        Assert.Equal(
            (
                "ArgumentException",
                "Handler \"A::B.OtherFunction::IndexAsync\": must be Index, Enrich, BackfillList, BackfillIndex, BackfillEnrich, " +
                "BackfillTotals, or the managed runtime's name as in A::N.IndexFunction::HandleAsync"),
            Error(await function.InitErrorAsync()));
        Assert.Equal(1, await function.ExitCodeAsync());
    }

    [Fact]
    public async Task Outside_of_Lambda_it_says_what_to_run_instead()
    {
        await using var process = BootstrapProcess.StartWith(("AWS_LAMBDA_RUNTIME_API", null));

        Assert.Equal(2, await process.ExitCodeAsync());
        Assert.StartsWith("bootstrap: AWS_LAMBDA_RUNTIME_API is not set", Assert.Single(process.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void The_bundled_roots_are_those_of_Amazon_Trust_Services()
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(Path.Combine(AppContext.BaseDirectory, "amazon-roots.pem"));

        // https://www.amazontrust.com/repository/
        Assert.Equal(
            [
                "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
                "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
                "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
                "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
                "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
            ],
            roots.Select(root => root.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant()));
    }

    private static (string Type, string Message) Error(Answer answer)
    {
        var report = JsonNode.Parse(answer.Body)!;
        Assert.Equal((string?)report["errorType"], answer.ErrorType);
        return ((string)report["errorType"]!, (string)report["errorMessage"]!);
    }
}
