using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.IntegrationTests;

public sealed class SqsEnrichQueueTests(AwsEmulator emulator)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task More_than_ten_messages_all_arrive()
    {
        using var aws = await Deployment.CreateAsync(emulator);

        await aws.Queue.SendAsync([.. Enumerable.Range(0, 23).Select(i => Request($"key-{i:00}"))], TimeSpan.Zero, Token);

        Assert.Equal(
            Enumerable.Range(0, 23).Select(i => $"key-{i:00}"), (await ReceiveAllAsync(aws)).Select(request => request.File.Key).Order());
    }

    [Fact]
    public async Task Batches_stay_under_the_limit_of_bytes()
    {
        using var sqs = new UnreliableSqs(failures: 0);
        var queue = new SqsEnrichQueue(sqs, "http://queue", TimeProvider.System);

        await queue.SendAsync([.. Enumerable.Range(0, 30).Select(i => Request(new string('ü', 10_000) + i))], TimeSpan.Zero, Token);

        Assert.Equal(30, sqs.Sent.Count);
        Assert.All(sqs.Batches, batch => Assert.InRange(batch.Sum(entry => entry.MessageBody.Length), 1, 256 * 1024));
    }

    [Fact]
    public async Task A_request_arrives_as_it_was_sent()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        Assert.True(SessionKey.TryCreate("arn:aws:iam::111122223333:user/ünï", "2024-05-06T07:00:00Z", out var session));
        var request = new EnrichRequest(new ObjectCreated(aws.At("a key+with/ümläut"))
        {
            EventTime = new DateTimeOffset(2024, 5, 6, 7, 8, 9, 123, TimeSpan.Zero),
            ETag = "abc",
            Size = 17,
            Sequencer = "00AB",
        })
        {
            RedactedSessions = new Dictionary<SessionKey, RedactedFields> { [session] = RedactedFields.UserAgent },
            Headers = new ContentHeaders("application/json", "gzip"),
            Force = true,
        };

        await aws.Queue.SendAsync([request], TimeSpan.Zero, Token);

        Assert.Equivalent(request, Assert.Single(await ReceiveAllAsync(aws)), strict: true);
    }

    [Fact]
    public async Task A_delay_is_sent_in_whole_seconds()
    {
        using var sqs = new UnreliableSqs(failures: 0);
        var queue = new SqsEnrichQueue(sqs, "http://queue", TimeProvider.System);

        await queue.SendAsync([Request("a")], TimeSpan.Zero, Token);
        await queue.SendAsync([Request("b")], TimeSpan.FromSeconds(1.5), Token);
        await queue.SendAsync([Request("c")], TimeSpan.FromMinutes(15), Token);

        Assert.Equal([0, 2, 900], sqs.Sent.Select(entry => entry.DelaySeconds));
    }

    [Fact]
    public async Task What_failed_of_a_batch_is_sent_again()
    {
        using var sqs = new UnreliableSqs(failures: 2);
        var queue = new SqsEnrichQueue(sqs, "http://queue", TimeProvider.System);

        await queue.SendAsync([.. Enumerable.Range(0, 10).Select(i => Request($"key-{i}"))], TimeSpan.Zero, Token);

        Assert.Equal([10, 5, 2], sqs.Batches.Select(batch => batch.Count));
        Assert.Equal(10, sqs.Sent.Select(entry => entry.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_batch_that_keeps_failing_is_an_error()
    {
        using var sqs = new UnreliableSqs(failures: int.MaxValue, all: true);
        var queue = new SqsEnrichQueue(sqs, "http://queue", TimeProvider.System);

        var error = await Assert.ThrowsAsync<IOException>(() => queue.SendAsync([Request("a"), Request("b")], TimeSpan.Zero, Token));

        Assert.Equal("queue http://queue: 2 of 2 messages were not taken: InternalError: try again", error.Message);
        Assert.Equal(4, sqs.Batches.Count);
    }

    [Fact]
    public async Task A_queue_that_does_not_exist_is_an_error()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var queue = new SqsEnrichQueue(aws.Clients.Sqs, aws.QueueUrl + "-none", aws.Time);

        var error = await Assert.ThrowsAsync<IOException>(() => queue.SendAsync([Request("a")], TimeSpan.Zero, Token));

        Assert.StartsWith($"queue {aws.QueueUrl}-none: cannot send: ", error.Message, StringComparison.Ordinal);
    }

    private static EnrichRequest Request(string key) => new(new ObjectCreated(new LogObject("bucket", key)));

    private static async Task<List<EnrichRequest>> ReceiveAllAsync(Deployment aws)
    {
        var requests = new List<EnrichRequest>();
        while (await aws.ReceiveAsync() is { Count: > 0 } messages)
        {
            requests.AddRange(messages.Select(Deployment.ToQueued).SelectMany(message => EnrichMessage.Parse(message.Body, message.Force)));
        }

        return requests;
    }

    /// <summary>Takes messages without a server; the first times, it takes only the first half of a batch, or nothing.</summary>
    private sealed class UnreliableSqs(int failures, bool all = false)
        : AmazonSQSClient(new BasicAWSCredentials("test", "test"), new AmazonSQSConfig { ServiceURL = "http://127.0.0.1:9" })
    {
        public List<List<SendMessageBatchRequestEntry>> Batches { get; } = [];

        public List<SendMessageBatchRequestEntry> Sent { get; } = [];

        public override Task<SendMessageBatchResponse> SendMessageBatchAsync(
            SendMessageBatchRequest request, CancellationToken cancellationToken = default)
        {
            Batches.Add([.. request.Entries]);
            var taken = Batches.Count > failures ? request.Entries.Count : all ? 0 : (request.Entries.Count + 1) / 2;
            Sent.AddRange(request.Entries.Take(taken));
            return Task.FromResult(new SendMessageBatchResponse
            {
                Failed =
                [
                    .. request.Entries.Skip(taken).Select(
                        entry => new BatchResultErrorEntry { Id =
                            entry.Id, Code = "InternalError", Message = "try again", SenderFault = false }),
                ],
            });
        }
    }
}
