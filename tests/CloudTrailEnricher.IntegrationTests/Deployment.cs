using Amazon.Runtime;
using Amazon.S3.Model;
using Amazon.SQS.Model;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Functions;
using CloudTrailEnricher.IntegrationTests.Bootstrap;
using CloudTrailEnricher.IntegrationTests.Table;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Time.Testing;

namespace CloudTrailEnricher.IntegrationTests;

/// <summary>A bucket, a table and a queue of a test's own, and the product composed over them as a host does it.</summary>
internal sealed class Deployment : IDisposable
{
    private readonly AwsComposition _composition;
    private readonly TestTable _table;

    private Deployment(string bucket, string queueUrl, AwsClients clients, FakeTimeProvider time, Dictionary<string, string?> variables)
    {
        Bucket = bucket;
        Time = time;
        Clients = clients;
        Variables = variables;
        Settings = AwsSettings.FromEnvironment(name => variables.GetValueOrDefault(name));
        QueueUrl = queueUrl;
        _table = new TestTable(clients.DynamoDb, Table, Settings.EvidenceRetention, time);
        _composition = new AwsComposition(Settings, clients, Log, time);
    }

    public string Bucket { get; }

    public string Table => Settings.SessionsTable;

    public string QueueUrl { get; }

    /// <summary>The settings as a function's environment has them.</summary>
    public IReadOnlyDictionary<string, string?> Variables { get; }

    public AwsSettings Settings { get; }

    public AwsClients Clients { get; }

    public FakeTimeProvider Time { get; }

    public LogLines Log { get; } = new();

    public AwsComposition Composition => _composition;

    public IndexHandler Index => _composition.Index;

    public EnrichHandler Enrich => _composition.Enrich;

    public IEnrichQueue Queue => new SqsEnrichQueue(Clients.Sqs, QueueUrl, Time);

    public ILogStore Store => new S3LogStore(Clients.S3);

    /// <summary>The table's evidence and waiting files with a memory of their own, like another instance of the function.</summary>
    public TableReader NewSessions() => _table.NewSessions();

    /// <summary>Makes everything anew, apart from the bucket where one is given.</summary>
    public static async Task<Deployment> CreateAsync(
        AwsEmulator emulator, string? bucket =
            null, int settleMinutes = 0, string enrichedPrefix = "enriched/", bool requireMatchingAccount = true,
        Action<ClientConfig>? configure = null)
    {
        // Not earlier than the emulator's own clock, by which objects are dated.
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var clients = EmulatorClients.Connect(emulator.Connection, time, configure);
        var id = Guid.NewGuid().ToString("N");
        if (bucket is null)
        {
            bucket = $"trail-{id}";
            await clients.S3.PutBucketAsync(new PutBucketRequest { BucketName = bucket });
        }

        await TestTable.CreateAsync(clients.DynamoDb, $"sessions-{id}");
        var queue = await clients.Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = $"enrich-{id}" });
        return new Deployment(bucket, queue.QueueUrl, clients, time, new()
        {
            ["SOURCE_BUCKET"] = bucket,
            ["SESSIONS_TABLE"] = $"sessions-{id}",
            ["ENRICH_QUEUE_URL"] = queue.QueueUrl,
            ["ENRICHED_PREFIX"] = enrichedPrefix,
            ["SETTLE_MINUTES"] = $"{settleMinutes}",
            ["REQUIRE_MATCHING_ACCOUNT"] = requireMatchingAccount ? "true" : "false",
        });
    }

    public void Dispose()
    {
        _composition.Dispose();
        Clients.Dispose();
    }

    public LogObject At(string key) => new(Bucket, key);

    public async Task UploadAsync(string key, byte[] content, string contentType = "application/json", string? contentEncoding = "gzip")
    {
        var request =
            new PutObjectRequest { BucketName = Bucket, Key = key, InputStream = new MemoryStream(content), UseChunkEncoding = false };
        request.Headers.ContentType = contentType;
        request.Headers.ContentEncoding = contentEncoding;
        await Clients.S3.PutObjectAsync(request);
    }

    public async Task<byte[]> DownloadAsync(string key)
    {
        using var response = await Clients.S3.GetObjectAsync(Bucket, key);
        using var content = new MemoryStream();
        await response.ResponseStream.CopyToAsync(content);
        return content.ToArray();
    }

    public async Task<string> DownloadTextAsync(string key) => TestFiles.Text(await DownloadAsync(key));

    public async Task<List<string>> KeysAsync(string prefix)
    {
        var keys = new List<string>();
        var request = new ListObjectsV2Request { BucketName = Bucket, Prefix = prefix };
        do
        {
            var page = await Clients.S3.ListObjectsV2Async(request);
            keys.AddRange((page.S3Objects ?? []).Select(item => item.Key));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (request.ContinuationToken is not null);

        return keys;
    }

    /// <summary>The event that S3 sends for these objects.</summary>
    public string EventFor(params IEnumerable<string> keys)
    {
        var time = Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
        var records = keys.Select(key =>
            $$"""{"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"{{time}}","eventName":"ObjectCreated:Put","""
            + $$"""  "s3":{"bucket":{"name":"{{Bucket}}"},"object":{"key":"{{S3ObjectKey.Encode(key)}}"} } }""");
        return $$"""{"Records":[{{string.Join(',', records)}}]}""";
    }

    /// <summary>Runs pass 2 on what the queue holds until it holds nothing, whatever time that takes by the test's clock.</summary>
    public async Task DrainAsync()
    {
        do
        {
            await DrainDueAsync();
        }
        while (GoToNextDue());
    }

    /// <summary>Runs pass 2 on what the queue delivers now.</summary>
    public async Task DrainDueAsync()
    {
        while (await ReceiveAsync() is { Count: > 0 } messages)
        {
            var failed = await Enrich.HandleAsync([.. messages.Select(ToQueued)], TestContext.Current.CancellationToken);
            Assert.Empty(failed);
        }
    }

    /// <summary>Takes up to ten messages off the queue.</summary>
    public async Task<List<Message>> ReceiveAsync()
    {
        var received = await Clients.Sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest
            {
                QueueUrl =
                QueueUrl,
                MaxNumberOfMessages = 10,
                WaitTimeSeconds = 0,
                MessageAttributeNames = ["All"]
            });
        var messages = received.Messages ?? [];
        if (messages.Count > 0)
        {
            await Clients.Sqs.DeleteMessageBatchAsync(
                QueueUrl, [.. messages.Select(message => new DeleteMessageBatchRequestEntry(message.MessageId, message.ReceiptHandle))]);
        }

        return messages;
    }

    /// <summary>The message as the Enrich function reads it from what Lambda's poller hands over.</summary>
    public static QueuedMessage ToQueued(Message message) => Assert.Single(SqsBatch.Parse(SqsEvent.Of(message)));

    /// <summary>The table's items as text, without the time at which they expire.</summary>
    public Task<List<string>> TableAsync() => _table.ItemsAsync();

    /// <summary>Sets the clock to when the next delayed message is due; false when there is none.</summary>
    public bool GoToNextDue()
    {
        if (((ClockedSqs)Clients.Sqs).NextDue is not { } due)
        {
            return false;
        }

        Time.SetUtcNow(due);
        return true;
    }
}
