using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using CloudTrailEnricher.Aws;

namespace CloudTrailEnricher.IntegrationTests.Emulators;

/// <summary>
/// The product's clients, with what an emulator lacks: AWS checks a condition and writes in one step, moto in two that can interleave;
/// and AWS's delays follow the clock, which a test sets by hand.
/// </summary>
internal static class EmulatorClients
{
    /// <param name="connection">The way to the emulator.</param>
    /// <param name="time">The test's clock.</param>
    /// <param name="configure">Changes the clients' configuration.</param>
    public static AwsClients Connect(AwsConnection connection, TimeProvider time, Action<ClientConfig>? configure = null)
    {
        var s3 = AwsClients.Configured(new AmazonS3Config { ForcePathStyle = true }, connection);
        var dynamoDb = AwsClients.Configured(new AmazonDynamoDBConfig(), connection);
        var sqs = AwsClients.Configured(new AmazonSQSConfig(), connection);
        configure?.Invoke(s3);
        configure?.Invoke(dynamoDb);
        configure?.Invoke(sqs);
        return new AwsClients(
            new AtomicS3(connection, s3), new AtomicDynamoDb(connection, dynamoDb), new ClockedSqs(connection, sqs, time));
    }
}

/// <summary>S3 checks <c>x-amz-copy-source-if-match</c>; moto passes over it.</summary>
internal sealed class AtomicS3(AwsConnection connection, AmazonS3Config config) : AmazonS3Client(connection.Credentials, config)
{
    private readonly SemaphoreSlim _writing = new(1);

    public override Task<PutObjectResponse> PutObjectAsync(PutObjectRequest request, CancellationToken cancellationToken = default) =>
        AloneAsync(() => base.PutObjectAsync(request, cancellationToken), cancellationToken);

    public override Task<CopyObjectResponse> CopyObjectAsync(CopyObjectRequest request, CancellationToken cancellationToken = default) =>
        AloneAsync(
            async () =>
            {
                if (request.ETagToMatch is { } etag
                    && (await GetObjectMetadataAsync(request.SourceBucket, request.SourceKey, cancellationToken)).ETag != etag)
                {
                    throw new AmazonS3Exception("At least one of the pre-conditions you specified did not hold")
                    {
                        ErrorCode = "PreconditionFailed",
                        StatusCode = HttpStatusCode.PreconditionFailed,
                    };
                }

                return await base.CopyObjectAsync(request, cancellationToken);
            },
            cancellationToken);

    private async Task<T> AloneAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return await write();
        }
        finally
        {
            _writing.Release();
        }
    }
}

internal sealed class AtomicDynamoDb(AwsConnection connection, AmazonDynamoDBConfig config)
    : AmazonDynamoDBClient(connection.Credentials, config)
{
    private readonly SemaphoreSlim _writing = new(1);

    public override async Task<PutItemResponse> PutItemAsync(PutItemRequest request, CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return await base.PutItemAsync(request, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }
}

/// <summary>Keeps delayed messages back until the test's clock has come to their time.</summary>
internal sealed class ClockedSqs(AwsConnection connection, AmazonSQSConfig config, TimeProvider time)
    : AmazonSQSClient(connection.Credentials, config)
{
    private readonly Lock _lock = new();
    private readonly List<(DateTimeOffset Due, string Queue, SendMessageBatchRequestEntry Entry)> _delayed = [];

    /// <summary>When the next delayed message is due; null when there is none.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_lock)
            {
                return _delayed.Count == 0 ? null : _delayed.Min(one => one.Due);
            }
        }
    }

    public override async Task<SendMessageBatchResponse> SendMessageBatchAsync(
        SendMessageBatchRequest request, CancellationToken cancellationToken = default)
    {
        Assert.All(request.Entries, entry => Assert.InRange(entry.DelaySeconds ?? 0, 0, 900));
        var delayed = request.Entries.Where(entry => entry.DelaySeconds > 0).ToList();
        lock (_lock)
        {
            _delayed.AddRange(delayed.Select(entry => (time.GetUtcNow().AddSeconds(entry.DelaySeconds!.Value), request.QueueUrl, entry)));
        }

        var now = request.Entries.Except(delayed).ToList();
        return now.Count == 0
            ? new SendMessageBatchResponse()
            : await base.SendMessageBatchAsync(
                new SendMessageBatchRequest { QueueUrl = request.QueueUrl, Entries = now }, cancellationToken);
    }

    public override async Task<ReceiveMessageResponse> ReceiveMessageAsync(
        ReceiveMessageRequest request, CancellationToken cancellationToken = default)
    {
        foreach (var entry in TakeDue(request.QueueUrl))
        {
            entry.DelaySeconds = 0;
            await base.SendMessageBatchAsync(
                new SendMessageBatchRequest { QueueUrl = request.QueueUrl, Entries = [entry] }, cancellationToken);
        }

        return await base.ReceiveMessageAsync(request, cancellationToken);
    }

    private List<SendMessageBatchRequestEntry> TakeDue(string queue)
    {
        lock (_lock)
        {
            var due = _delayed.Where(one => one.Queue == queue && one.Due <= time.GetUtcNow()).ToList();
            _delayed.RemoveAll(due.Contains);
            return [.. due.Select(one => one.Entry)];
        }
    }
}
