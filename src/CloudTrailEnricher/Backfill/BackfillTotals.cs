using System.Text.Json;
using System.Text.Json.Serialization;
using CloudTrailEnricher.Json;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Backfill;

/// <summary>
/// Adds up the counts of all batches, where the Distributed Maps have written their results. A result holds its batch's input too, some
/// 20 KB, and a file of results can have 5 GB: they are read as they come.
/// </summary>
/// <param name="open">Opens an object for reading; an <see cref="IOException"/> says why it cannot.</param>
public sealed class BackfillTotals(Func<LogObject, CancellationToken, Task<Stream>> open)
{
    /// <summary>Adds up both passes' counts.</summary>
    /// <param name="message"><c>{"bucket","indexManifest","enrichManifest"}</c></param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns><c>{"index":{…},"enrich":{…}}</c>: JSON.</returns>
    /// <exception cref="FormatException">The message, a manifest or a result file has another structure.</exception>
    /// <exception cref="IOException">A manifest or a result file cannot be read.</exception>
    public async Task<string> HandleAsync(string message, CancellationToken cancellationToken)
    {
        using var document = CompactJson.Parse(message);
        var asked = document.RootElement;
        if (asked.Text("bucket") is not { } bucket || asked.Text("indexManifest") is not { } index || asked.Text("enrichManifest") is not { } enrich)
        {
            throw new FormatException("not a request for totals: {\"bucket\",\"indexManifest\",\"enrichManifest\"}");
        }

        var indexed = await AddUpAsync(new LogObject(bucket, index), new BackfillCounts("indexed"), cancellationToken);
        var enriched = await AddUpAsync(new LogObject(bucket, enrich), new BackfillCounts("copied", "enriched", "recovered", "unresolved"), cancellationToken);
        return CompactJson.Of(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("index");
            indexed.Write(json);
            json.WritePropertyName("enrich");
            enriched.Write(json);
            json.WriteEndObject();
        });
    }

    private async Task<BackfillCounts> AddUpAsync(LogObject manifest, BackfillCounts counts, CancellationToken cancellationToken)
    {
        using var document = await ReadAsync(manifest, cancellationToken);
        if (document.RootElement.Member("ResultFiles") is not { ValueKind: JsonValueKind.Object } files)
        {
            throw new FormatException($"{manifest}: not a manifest of a Distributed Map's results (no ResultFiles)");
        }

        var bucket = document.RootElement.Text("DestinationBucket") ?? manifest.Bucket;
        foreach (var file in files.Member("SUCCEEDED") is { ValueKind: JsonValueKind.Array } succeeded ? succeeded.EnumerateArray() : default)
        {
            var results = new LogObject(bucket, file.Text("Key") ?? throw new FormatException($"{manifest}: a result file without Key"));
            await AddAsync(results, counts, cancellationToken);
        }

        return counts;
    }

    private async Task AddAsync(LogObject results, BackfillCounts counts, CancellationToken cancellationToken)
    {
        await using var stream = await open(results, cancellationToken);
        try
        {
            var batches = JsonSerializer.DeserializeAsyncEnumerable(stream, ResultsJson.Default.JsonElement, cancellationToken);
            await foreach (var batch in batches)
            {
                if (batch.Text("Output") is { } output)
                {
                    Add(results, output, counts);
                }
            }
        }
        catch (JsonException e)
        {
            throw new FormatException($"{results}: not a Distributed Map's results: {e.Message}", e);
        }
    }

    /// <summary>A child workflow's output is the batch's counts, as JSON within a JSON string.</summary>
    private static void Add(LogObject results, string output, BackfillCounts counts)
    {
        using var document = CompactJson.Parse(output);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{results}: a batch's output is no JSON object");
        }

        foreach (var count in document.RootElement.EnumerateObject())
        {
            if (count.Value.ValueKind == JsonValueKind.Number && count.Value.TryGetInt64(out var number))
            {
                counts.Add(count.Name, number);
            }
        }
    }

    private async Task<JsonDocument> ReadAsync(LogObject file, CancellationToken cancellationToken)
    {
        await using var stream = await open(file, cancellationToken);
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
