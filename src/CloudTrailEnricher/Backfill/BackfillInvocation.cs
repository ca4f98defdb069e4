using CloudTrailEnricher.Json;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Backfill;

/// <summary>Invocation handling shared by both backfill passes.</summary>
internal sealed class BackfillInvocation(string pass, string sourceBucket, MemoryBudget memory, ILogger logger)
{
    private readonly FileByFile _files = new(pass, memory, logger);

    /// <summary>Handles a batch.</summary>
    /// <param name="message">The batch: JSON.</param>
    /// <param name="counts">What is counted; <c>seen</c> and <c>skipped</c> among it.</param>
    /// <param name="handle">Handles one file, counts what was done, and says it.</param>
    /// <param name="cancellationToken">Fires when the time is nearly up.</param>
    public async Task<string> HandleAsync(
        string message,
        BackfillCounts counts,
        Func<ObjectCreated, BackfillCounts, Task<string>> handle,
        CancellationToken cancellationToken)
    {
        using var document = CompactJson.Parse(message);
        return S3BatchOperations.IsInvocation(document.RootElement)
            ? await HandleAsync(S3BatchOperations.Of(document.RootElement), counts, handle, cancellationToken)
            : await HandleAsync(BackfillBatch.Of(document.RootElement), counts, handle, cancellationToken);
    }

    private async Task<string> HandleAsync(
        BackfillBatch batch,
        BackfillCounts counts,
        Func<ObjectCreated, BackfillCounts, Task<string>> handle,
        CancellationToken cancellationToken)
    {
        MustBeOurs(batch.Bucket);
        var files = batch.Objects.Where(one => batch.Covers(one.File.Key)).ToArray();
        counts.Add("seen", batch.Objects.Count);
        counts.Add("skipped", batch.Objects.Count - files.Length);
        var failures = await _files.RunAsync(files, file => handle(file, counts), cancellationToken);
        logger.BackfilledBatch(pass, batch.Objects.Count, counts["skipped"], failures.Count(failure => failure is not null));
        BackfillException.ThrowIfAny(pass, files, failures);
        return counts.ToJson();
    }

    private async Task<string> HandleAsync(
        S3BatchOperations invocation,
        BackfillCounts counts,
        Func<ObjectCreated, BackfillCounts, Task<string>> handle,
        CancellationToken cancellationToken)
    {
        var files = invocation.Objects.Select(one => new ObjectCreated(one)).ToArray();
        var done = new Dictionary<ObjectCreated, string>(ReferenceEqualityComparer.Instance);
        var failures = await _files.RunAsync(files, HandleOneAsync, cancellationToken);
        return invocation.Answer(failures, [.. files.Select(file => done.GetValueOrDefault(file, ""))]);

        async Task HandleOneAsync(ObjectCreated file)
        {
            MustBeOurs(file.File.Bucket);
            var what = await handle(file, counts);
            lock (done)
            {
                done[file] = what;
            }
        }
    }

    private void MustBeOurs(string bucket)
    {
        if (bucket != sourceBucket)
        {
            throw new FormatException($"bucket {bucket}: this deployment takes objects of {sourceBucket} only");
        }
    }
}
