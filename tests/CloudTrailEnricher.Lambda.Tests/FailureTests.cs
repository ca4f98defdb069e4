using CloudTrailEnricher.Backfill;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Lambda.Tests.Hosts;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Lambda.Tests;

/// <summary>What both hosts do when something goes wrong that nobody foresaw, or the time is up.</summary>
public sealed class FailureTests
{
    private const string Quote = "'203.0.113.1' of Mozilla/5.0 (X11) by user01 is no date";

    [Fact]
    public async Task An_unforeseen_error_that_quotes_an_address_is_reported_by_type_only()
    {
        using var index = new BothHosts("IndexFunction", aws => aws.Ports = aws.Ports with { Store = new QuotingStore() });

        var answer = await index.InvokeAsync(Samples.Notification(Samples.Record(Samples.Key("a"))));

        Assert.Equal((null, "IOException"), (answer.Body, answer.ErrorType));
        Assert.StartsWith(
            $"index: 1 of 1 objects failed: s3://amzn-s3-demo-bucket/{Samples.Key("a")}: "
            + $"System.InvalidOperationException   at {typeof(FailureTests).FullName}.QuotingStore.GetAsync",
            answer.ErrorMessage,
            StringComparison.Ordinal);
        Assert.All(index.LogLines.Append(answer.ErrorMessage!), line => Assert.DoesNotMatch("203\\.0\\.113|Mozilla|user01", line));
        Assert.Equal(2, index.LogLines.Count(line => line.Contains("\"Failed\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_unforeseen_error_of_a_whole_invocation_is_reported_by_type_only()
    {
        using var totals = new BothHosts(
            "BackfillTotalsFunction", aws => aws.Ports = aws.Ports with
            {
                Backfill = new OpeningStore(
                () => throw new InvalidOperationException(Quote))
            });

        var answer = await totals.InvokeAsync("""{"bucket":"b","manifest":"m","failed":"runs/x/failed/index"}""");

        Assert.Equal((null, "FunctionException"), (answer.Body, answer.ErrorType));
        Assert.StartsWith("System.InvalidOperationException   at CloudTrailEnricher.", answer.ErrorMessage, StringComparison.Ordinal);
        Assert.All(totals.LogLines.Append(answer.ErrorMessage!), line => Assert.DoesNotMatch("203\\.0\\.113|Mozilla|user01", line));
    }

    [Fact]
    public async Task With_more_time_than_the_margin_work_ends_the_margin_before_the_deadline()
    {
        var aws = new MemoryAws();
        aws.Ports = aws.Ports with { Store = new PatientStore() };
        using var enrich = new BootstrapFunction(Repository.Handler("EnrichFunction"), aws);
        var batch = Samples.SqsBatch(("m1", Samples.Notification(Samples.Record(Samples.Key("a")))));
        var answer = enrich.InvokeAsync(batch, TimeSpan.FromSeconds(10));

        aws.Time.Advance(TimeSpan.FromMilliseconds(6_999));
        Assert.False(answer.IsCompleted);
        aws.Time.Advance(TimeSpan.FromMilliseconds(1));

        // The real time only ends a test that would never end.
        Assert.Equal(
            new Answer("""{"batchItemFailures":[{"itemIdentifier":"m1"}]}"""),
            await answer.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(10, 7)]
    [InlineData(3, 0)]
    [InlineData(2, 0)]
    [InlineData(-1, 0)]
    public void The_margin_is_three_seconds(int left, int mayWork) =>
        Assert.Equal(TimeSpan.FromSeconds(mayWork), WorkingTime.Of(TimeSpan.FromSeconds(left)));

    [Fact]
    public async Task With_less_time_than_the_margin_nothing_starts_and_everything_is_delivered_again()
    {
        using var index = new BothHosts("IndexFunction");
        using var enrich = new BothHosts("EnrichFunction");
        var file = Samples.Notification(Samples.Record(Samples.Key("a")));

        Assert.Equal(
            new Answer(
                null,
                "IOException",
                $"index: 1 of 1 objects failed: s3://amzn-s3-demo-bucket/{Samples.Key("a")}: "
                + "stopped, the time is nearly up; it will be tried again"),
            await index.InvokeAsync(file, TimeSpan.FromSeconds(2)));
        Assert.Equal(
            new Answer("""{"batchItemFailures":[{"itemIdentifier":"m1"},{"itemIdentifier":"m2"}]}"""),
            await enrich.InvokeAsync(Samples.SqsBatch(("m1", file), ("m2", file)), TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task The_trace_id_is_passed_to_AWS()
    {
        Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", null);
        string? trace = null;
        var aws = new MemoryAws();
        aws.Ports = aws.Ports with
        {
            Backfill = new OpeningStore(() =>
            {
                // Where the AWS SDK looks for it.
                trace = Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID");
                throw new FileNotFoundException("no such object");
            }),
        };
        using var totals = new BootstrapFunction(Repository.Handler("BackfillTotalsFunction"), aws);

        await totals.InvokeAsync("""{"bucket":"b","manifest":"m","failed":"runs/x/failed/index"}""");

        Assert.Equal(RuntimeApiTransport.Trace, trace);
    }

    [Theory]
    [InlineData(false, "AlreadyPublished")]
    [InlineData(true, "Improved")]
    public async Task A_forced_message_is_forced_in_both_hosts(bool force, string outcome)
    {
        using var enrich = new BothHosts("EnrichFunction");
        var batch = Samples.SqsBatch(("m1", Samples.Event("iam-user.json")));
        await enrich.InvokeAsync(batch);
        await enrich.ForEachAsync(async aws =>
        {
            var copy = Assert.Single(aws.Store.Copies);
            var standing = (await aws.Store.FindCopyAsync(copy, CancellationToken.None))!;
            Assert.True(await aws.Store.TryPutCopyAsync(
                copy,
                aws.Store.ContentOf(copy),
                default,
                standing.Description! with { Version = "0.9.0" },
                standing,
                CancellationToken.None));
        });

        const string NoAttributes = "\"messageAttributes\":{}", Force = """
            "messageAttributes":{"force":{"stringValue":"true","dataType":"String"}}
            """;
        await enrich.InvokeAsync(force ? batch.Replace(NoAttributes, Force, StringComparison.Ordinal) : batch);

        Assert.Equal(2, enrich.LogLines.Count(line => line.Contains($"\"outcome\":\"{outcome}\"", StringComparison.Ordinal)));
    }

    /// <summary>Fails as a parser might: with what it read in its message.</summary>
    private sealed class QuotingStore : StoreOfNothing
    {
        public override Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken) =>
            throw new InvalidOperationException(Quote);
    }

    /// <summary>Waits for as long as it may.</summary>
    private sealed class PatientStore : StoreOfNothing
    {
        public override async Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        }
    }

    private abstract class StoreOfNothing : ILogStore
    {
        public abstract Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken);

        public Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken) =>
            Task.FromResult<PublishedCopy?>(null);

        public Task<bool> TryPutCopyAsync(
            LogObject copy, ReadOnlyMemory<byte> content, ContentHeaders headers, CopyDescription description, PublishedCopy? replaces,
            CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> CopyAsync(
            LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    /// <summary>Buckets of which only the opening of an object matters.</summary>
    private sealed class OpeningStore(Func<Stream> open) : IBackfillStore
    {
        public Task<Stream> OpenAsync(LogObject item, CancellationToken cancellationToken) => Task.FromResult(open());

        public Task PutAsync(LogObject item, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<string>> FoldersAsync(string bucket, string prefix, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<ListedPage> ListAsync(string bucket, string prefix, string? after, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
