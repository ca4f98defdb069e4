using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Backfill;

/// <summary>
/// Takes many files through a pass. Each fails alone, and where the store was at fault, it is tried once more at the end.
/// </summary>
/// <param name="pass">The pass's name, for the log.</param>
/// <param name="memory">How many files may be worked on at once.</param>
/// <param name="logger">One line per failure.</param>
internal sealed class FileByFile(string pass, MemoryBudget memory, ILogger logger)
{
    /// <summary>
    /// With the template's 50 batches at once, this stays below what S3 gives one prefix (docs/backfill.md works it out).
    /// </summary>
    private const int MaxAtOnce = 4;

    /// <summary>Handles all files.</summary>
    /// <returns>For each file, in their order, why it failed; null where it did not.</returns>
    public async Task<Exception?[]> RunAsync(
        IReadOnlyList<ObjectCreated> files, Func<ObjectCreated, Task> handle, CancellationToken cancellationToken)
    {
        var failures = new Exception?[files.Count];
        await TryAsync(Enumerable.Range(0, files.Count));
        await TryAsync(
            Enumerable.Range(0, files.Count)
                .Where(at => failures[at] is { } failure && failure is IOException && IsTemporary(failure))
                .ToArray());
        for (var at = 0; at < files.Count; at++)
        {
            if (failures[at] is { } failure and not ArchivedObjectException)
            {
                logger.Failed(pass, files[at].File.Bucket, files[at].File.Key, Failure.Reason(failure));
            }
        }

        return failures;

        Task TryAsync(IEnumerable<int> which) => Parallel.ForEachAsync(
            which,
            new ParallelOptions { MaxDegreeOfParallelism = MaxAtOnce },
            async (at, _) => failures[at] = await TryOneAsync(files[at], handle, cancellationToken));
    }

    /// <summary>Whether trying again later may help: the store was at fault, or the time was up.</summary>
    public static bool IsTemporary(Exception failure) =>
        failure is not (LogFileException or FormatException or FileNotFoundException or ArchivedObjectException);

    private async Task<Exception?> TryOneAsync(ObjectCreated file, Func<ObjectCreated, Task> handle, CancellationToken cancellationToken)
    {
        try
        {
            using var share = await memory.TakeAsync(file.Size, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            await handle(file);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
