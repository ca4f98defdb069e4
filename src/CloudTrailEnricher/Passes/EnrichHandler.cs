using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Passes;

/// <summary>Takes messages of the queue through pass 2. Both hosts call it; it knows nothing of either.</summary>
/// <param name="pass">Pass 2.</param>
/// <param name="sourceBucket">The one bucket whose objects are taken.</param>
/// <param name="memory">How many files may be worked on at once.</param>
/// <param name="logger">One line per file, and one per batch.</param>
/// <param name="observer">Receives the outcome for each file; may be null.</param>
public sealed class EnrichHandler(
    EnrichPass pass, string sourceBucket, MemoryBudget memory, ILogger<EnrichHandler> logger, IPassObserver? observer = null)
{
    /// <summary>Each file and its copy are in memory while the copy is made.</summary>
    private const int MaxAtOnce = 4;

    /// <summary>Enriches what a batch of messages announces. A message fails alone.</summary>
    /// <param name="messages">The batch.</param>
    /// <param name="cancellationToken">
    /// Fires when the time is nearly up: messages that are not done by then fail, and are delivered again.
    /// </param>
    /// <returns>The ids of the messages that the queue must deliver again, in the order of the batch.</returns>
    public async Task<IReadOnlyList<string>> HandleAsync(IReadOnlyList<QueuedMessage> messages, CancellationToken cancellationToken)
    {
        var failed = new ConcurrentDictionary<string, bool>();
        await Parallel.ForEachAsync(
            messages,
            new ParallelOptions { MaxDegreeOfParallelism = MaxAtOnce },
            async (message, _) =>
            {
                if (!await EnrichAsync(message, cancellationToken))
                {
                    failed[message.Id] = true;
                }
            });
        logger.EnrichedBatch(messages.Count, failed.Count);
        return [.. messages.Select(message => message.Id).Where(failed.ContainsKey)];
    }

    private async Task<bool> EnrichAsync(QueuedMessage message, CancellationToken cancellationToken)
    {
        IReadOnlyList<EnrichRequest> requests;
        try
        {
            requests = EnrichMessage.Parse(message.Body, message.Force);
        }
        catch (FormatException e)
        {
            logger.BadMessage(message.Id, Failure.Reason(e));
            return false;
        }

        var done = true;
        foreach (var request in requests)
        {
            done &= await EnrichAsync(request, cancellationToken);
        }

        return done;
    }

    private async Task<bool> EnrichAsync(EnrichRequest request, CancellationToken cancellationToken)
    {
        var file = request.File;
        if (file.Bucket != sourceBucket)
        {
            logger.Refused("enrich", file.Bucket, file.Key, sourceBucket);
            return true;
        }

        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var share = await memory.TakeAsync(request.Announced.Size, cancellationToken);
            var report = await pass.RunAsync(request, cancellationToken);
            observer?.Enriched(report);
            return true;
        }
        catch (Exception e)
        {
            logger.Failed("enrich", file.Bucket, file.Key, Failure.Reason(e));
            observer?.EnrichFailed();
            return false;
        }
    }
}
