using System.Text.Json;
using System.Text.Json.Serialization;
using CloudTrailEnricher.Json;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Backfill;

/// <summary>
/// Adds up the counts of one Distributed Map, where it has written its results: one short object for each of its children, a billion log
/// files' in some 2 GB. They are read as they come. What failed is listed for a second run.
/// </summary>
/// <param name="store">The buckets.</param>
public sealed class BackfillTotals(IBackfillStore store)
{
    private const int MaxReason = 200;

    private readonly FailedFiles _failed = new(store);

    /// <summary>Adds up a map's counts, and lists what failed.</summary>
    /// <param name="message">
    /// <c>{"bucket","manifest","failed"}</c>: the results, and where the list of failed files goes, such as <c>runs/2f1c/failed/index</c>.
    /// </param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The sums: JSON. <c>failed</c> counts the files that are listed.</returns>
    /// <exception cref="FormatException">The message, a manifest or a result file has another structure.</exception>
    /// <exception cref="IOException">A manifest or a result file cannot be read, or the list cannot be written.</exception>
    public async Task<string> HandleAsync(string message, CancellationToken cancellationToken)
    {
        using var document = CompactJson.Parse(message);
        var asked = document.RootElement;
        if (asked.Text("bucket") is not { } bucket || asked.Text("manifest") is not { } key || asked.Text("failed") is not { } failed)
        {
            throw new FormatException("not a request for totals: {\"bucket\",\"manifest\",\"failed\"}");
        }

        var counts = new BackfillCounts("failed");
        var list = _failed.Begin(bucket, failed);
        var manifest = new LogObject(bucket, key);
        using var results = await ReadAsync(manifest, cancellationToken);
        foreach (var file in FilesOf(results.RootElement, manifest, "SUCCEEDED"))
        {
            await AddAsync(file, result => AddAsync(file, result, counts, list, cancellationToken), cancellationToken);
        }

        foreach (var file in FilesOf(results.RootElement, manifest, "FAILED"))
        {
            await AddAsync(file, result => AddFailedAsync(file, result, counts, list, cancellationToken), cancellationToken);
        }

        await list.CompleteAsync(cancellationToken);
        return counts.ToJson();
    }

    private static IEnumerable<LogObject> FilesOf(JsonElement manifest, LogObject name, string status)
    {
        if (manifest.Member("ResultFiles") is not { ValueKind: JsonValueKind.Object } files)
        {
            throw new FormatException($"{name}: not a manifest of a Distributed Map's results (no ResultFiles)");
        }

        var bucket = manifest.Text("DestinationBucket") ?? name.Bucket;
        return files.Member(status) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(
                file => new LogObject(bucket, file.Text("Key") ?? throw new FormatException($"{name}: a result file without Key")))
            : [];
    }

    private async Task AddAsync(LogObject results, Func<JsonElement, Task> add, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenAsync(results, cancellationToken);
        try
        {
            var all = JsonSerializer.DeserializeAsyncEnumerable(stream, ResultsJson.Default.JsonElement, cancellationToken);
            await foreach (var result in all)
            {
                await add(result);
            }
        }
        catch (JsonException e)
        {
            throw new FormatException($"{results}: not a Distributed Map's results: {e.Message}", e);
        }
    }

    /// <summary>A child's output: its counts, and the files that failed in it.</summary>
    private static async Task AddAsync(
        LogObject results, JsonElement output, BackfillCounts counts, FailedFiles.Writer list, CancellationToken cancellationToken)
    {
        if (output.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{results}: a batch's output is no JSON object");
        }

        foreach (var count in output.EnumerateObject())
        {
            if (count.Value.ValueKind == JsonValueKind.Number && count.Value.TryGetInt64(out var number))
            {
                counts.Add(count.Name, number);
            }
        }

        foreach (var failure in output.Member("failures") is { ValueKind: JsonValueKind.Array } all ? all.EnumerateArray() : default)
        {
            var key = failure.Text("key") ?? throw new FormatException($"{results}: a failure without key");
            await list.AddAsync(key, failure.Text("reason") ?? "", cancellationToken);
        }
    }

    /// <summary>A child that failed as a whole: every file of its batch counts as failed, whether or not it was done before.</summary>
    private async Task AddFailedAsync(
        LogObject results, JsonElement child, BackfillCounts counts, FailedFiles.Writer list, CancellationToken cancellationToken)
    {
        using var input = CompactJson.Parse(child.Text("Input") ?? throw new FormatException($"{results}: a failed batch without Input"));
        var key = input.RootElement.Text("Key") ?? throw new FormatException($"{results}: a failed batch that names no object");
        var batch = await BackfillBatch.ReadAsync(store, new LogObject(results.Bucket, key), cancellationToken);
        var reason = $"its batch failed: {child.Text("Error")}: {child.Text("Cause")}";
        counts.Add("failed", batch.Objects.Count);
        counts.Add("seen", batch.Objects.Count);
        foreach (var file in batch.Objects)
        {
            await list.AddAsync(file.File.Key, reason.Length <= MaxReason ? reason : reason[..MaxReason], cancellationToken);
        }
    }

    private async Task<JsonDocument> ReadAsync(LogObject file, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenAsync(file, cancellationToken);
        try
        {
            return await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
        }
        catch (JsonException e)
        {
            throw new FormatException($"{file}: not JSON: {e.Message}", e);
        }
    }
}

/// <summary>Reads results without reflection.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ResultsJson : JsonSerializerContext;
