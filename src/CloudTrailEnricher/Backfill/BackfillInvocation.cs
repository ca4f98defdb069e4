using System.Text.Json;
using CloudTrailEnricher.Json;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Backfill;

/// <summary>Invocation handling shared by both backfill passes.</summary>
/// <param name="pass">The pass's name, for the log.</param>
/// <param name="sourceBucket">The one bucket whose objects are taken.</param>
/// <param name="store">Where batches are written down.</param>
/// <param name="memory">How many files may be worked on at once.</param>
/// <param name="logger">One line per failure, and one per batch.</param>
internal sealed class BackfillInvocation(string pass, string sourceBucket, IBackfillStore store, MemoryBudget memory, ILogger logger)
{
    /// <summary>Step Functions keeps 256 KB of a batch's answer; the log has the whole reason.</summary>
    private const int MaxReason = 200;

    private readonly FileByFile _files = new(pass, memory, logger);

    /// <summary>Handles a batch.</summary>
    /// <param name="message">The batch, or where it is written down: JSON.</param>
    /// <param name="counts">What is counted; <c>seen</c>, <c>skipped</c>, <c>archived</c> and <c>failed</c> among it.</param>
    /// <param name="handle">Handles one file, counts what was done, and says it.</param>
    /// <param name="cancellationToken">Fires when the time is nearly up.</param>
    public async Task<string> HandleAsync(
        string message,
        BackfillCounts counts,
        Func<ObjectCreated, BackfillCounts, Task<string>> handle,
        CancellationToken cancellationToken)
    {
        using var document = CompactJson.Parse(message);
        if (S3BatchOperations.IsInvocation(document.RootElement))
        {
            return await HandleAsync(S3BatchOperations.Of(document.RootElement), counts, handle, cancellationToken);
        }

        var batch = BackfillBatch.Reference(document.RootElement) is { } reference
            ? await BackfillBatch.ReadAsync(store, reference, cancellationToken)
            : BackfillBatch.Of(document.RootElement);
        return await HandleAsync(batch, counts, handle, cancellationToken);
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
        counts.Add("archived", failures.Count(failure => failure is ArchivedObjectException));
        counts.Add("failed", failures.Count(failure => failure is not (null or ArchivedObjectException)));
        logger.BackfilledBatch(pass, batch.Objects.Count, counts["skipped"], failures.Count(failure => failure is not null));
        if (counts["failed"] == files.Length && failures.Any(failure => failure is not null && FileByFile.IsTemporary(failure)))
        {
            // Nothing works: the batch fails, so that the run ends soon, and redriving it runs the batch again.
            BackfillException.ThrowIfAny(pass, files, failures);
        }

        return Answer(counts, files, failures);
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

    /// <summary>The counts, and the files that failed with their reasons, where there are any.</summary>
    private static string Answer(BackfillCounts counts, ObjectCreated[] files, Exception?[] failures) => CompactJson.Of(json =>
    {
        json.WriteStartObject();
        counts.WriteMembers(json);
        if (counts["failed"] > 0)
        {
            json.WriteStartArray("failures");
            foreach (var (file, failure) in files.Zip(failures).Where(one => one.Second is not (null or ArchivedObjectException)))
            {
                WriteFailure(json, file, failure!);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    });

    private static void WriteFailure(Utf8JsonWriter json, ObjectCreated file, Exception failure)
    {
        var reason = Failure.Reason(failure);
        if (reason.StartsWith($"{file.File}: ", StringComparison.Ordinal))
        {
            reason = reason[$"{file.File}: ".Length..];
        }

        json.WriteStartObject();
        json.WriteString("key", file.File.Key);
        json.WriteString("reason", reason.Length <= MaxReason ? reason : string.Concat(reason.AsSpan(0, MaxReason - 1), "…"));
        json.WriteEndObject();
    }

    private void MustBeOurs(string bucket)
    {
        if (bucket != sourceBucket)
        {
            throw new FormatException($"bucket {bucket}: this deployment takes objects of {sourceBucket} only");
        }
    }
}
