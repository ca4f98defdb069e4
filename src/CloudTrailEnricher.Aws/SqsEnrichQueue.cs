using System.Globalization;
using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Aws;

/// <summary>The queue between the passes, in SQS.</summary>
/// <param name="client">The client; the caller disposes of it.</param>
/// <param name="queueUrl">The queue's URL.</param>
/// <param name="time">The clock, for the pauses between attempts.</param>
public sealed class SqsEnrichQueue(IAmazonSQS client, string queueUrl, TimeProvider time) : IEnrichQueue
{
    /// <summary>SQS takes ten messages at once (SQS manual, SendMessageBatch).</summary>
    private const int MaxEntries = 10;

    /// <summary>Less than SQS's limit for a batch, which counts attributes too.</summary>
    private const int MaxBytes = 250 * 1024;

    private const int MaxAttempts = 4;

    /// <summary>One sign-in can release thousands of files: one batch after the other, they would outlast the function.</summary>
    private const int MaxBatchesAtOnce = 16;

    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(15);

    /// <inheritdoc/>
    public async Task SendAsync(IReadOnlyCollection<EnrichRequest> requests, TimeSpan delay, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, MaxDelay);
        var batches = Batches(requests.Select((request, at) => Entry(request, at, delay)));
        await Parallel.ForEachAsync(
            batches,
            new ParallelOptions { MaxDegreeOfParallelism = MaxBatchesAtOnce, CancellationToken = cancellationToken },
            async (batch, token) => await SendAsync(batch, token));
    }

    private static SendMessageBatchRequestEntry Entry(EnrichRequest request, int at, TimeSpan delay)
    {
        var entry = new SendMessageBatchRequestEntry
        {
            Id = at.ToString(CultureInfo.InvariantCulture),
            MessageBody = EnrichMessage.Write(request),
            DelaySeconds = (int)Math.Ceiling(delay.TotalSeconds),
        };
        if (request.Force)
        {
            entry.MessageAttributes = new()
            {
                [EnrichMessage.ForceAttribute] = new MessageAttributeValue { DataType = "String", StringValue = EnrichMessage.ForceValue },
            };
        }

        return entry;
    }

    private static IEnumerable<List<SendMessageBatchRequestEntry>> Batches(IEnumerable<SendMessageBatchRequestEntry> entries)
    {
        var batch = new List<SendMessageBatchRequestEntry>();
        var bytes = 0;
        foreach (var entry in entries)
        {
            var size = Encoding.UTF8.GetByteCount(entry.MessageBody);
            if (batch.Count == MaxEntries || (batch.Count > 0 && bytes + size > MaxBytes))
            {
                yield return batch;
                batch = [];
                bytes = 0;
            }

            batch.Add(entry);
            bytes += size;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    /// <summary>A batch can fail in part, and the SDK calls that a success: what failed is sent again, a few times.</summary>
    private async Task SendAsync(List<SendMessageBatchRequestEntry> batch, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var failed = await SendOnceAsync(batch, cancellationToken);
            if (failed.Count == 0)
            {
                return;
            }

            if (attempt == MaxAttempts || failed.Exists(entry => entry.SenderFault == true))
            {
                throw new IOException(
                    $"queue {queueUrl}: {failed.Count} of {batch.Count} messages were not taken: {failed[0].Code}: {failed[0].Message}");
            }

            batch = [.. batch.Where(entry => failed.Exists(one => one.Id == entry.Id))];
            await Task.Delay(TimeSpan.FromMilliseconds(100 << attempt), time, cancellationToken);
        }
    }

    private async Task<List<BatchResultErrorEntry>> SendOnceAsync(
        List<SendMessageBatchRequestEntry> batch, CancellationToken cancellationToken)
    {
        try
        {
            var response = await client.SendMessageBatchAsync(
                new SendMessageBatchRequest { QueueUrl = queueUrl, Entries = batch }, cancellationToken);
            return response.Failed ?? [];
        }
        catch (Exception e) when (AwsFault.Is(e, cancellationToken))
        {
            throw AwsFault.Named(client, $"queue {queueUrl}: cannot send", "sqs:SendMessage on the queue", e);
        }
    }
}
