using System.Text.Json;
using CloudTrailEnricher.Json;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;

namespace CloudTrailEnricher.Backfill;

/// <summary>A batch of log files, as <see cref="BatchFiles"/> wrote it down, or as a Distributed Map over a listing sends it.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Days">The delivery days that are asked for.</param>
/// <param name="Objects">The objects, of any kind and day.</param>
internal sealed record BackfillBatch(string Bucket, DayRange Days, IReadOnlyList<ObjectCreated> Objects)
{
    private const string Form =
        "not a batch of the backfill: {\"BatchInput\":{\"bucket\",\"from\",\"to\"},\"Items\":[{\"Key\",…},…]} with days such as " +
        "2022-02-24, "
        + "or {\"results\",\"batch\"}, which name an object with one";

    /// <summary>Whether the key is a log file's that was delivered in the days that are asked for.</summary>
    public bool Covers(string key) => LogFileKey.TryParse(key, out var file) && Days.Contains(file.Date);

    /// <summary>Where the batch is written down; null where the message is the batch itself.</summary>
    public static LogObject? Reference(JsonElement message) =>
        message.Text("results") is { Length: > 0 } bucket && message.Text("batch") is { Length: > 0 } key
            ? new LogObject(bucket, key)
            : null;

    /// <summary>Reads a batch.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static BackfillBatch Of(JsonElement message)
    {
        if (message.Member("BatchInput") is not { ValueKind: JsonValueKind.Object } input
            || input.Text("bucket") is not { Length: > 0 } bucket
            || DayRange.Parse(input.Text("from"), input.Text("to")) is not { } days
            || message.Member("Items") is not { ValueKind: JsonValueKind.Array } items)
        {
            throw new FormatException(Form);
        }

        return new BackfillBatch(bucket, days, [.. items.EnumerateArray().Select(item => Object(bucket, item))]);
    }

    /// <summary>Reads a batch that is written down.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<BackfillBatch> ReadAsync(IBackfillStore store, LogObject reference, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenAsync(reference, cancellationToken);
        try
        {
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
            return Of(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new FormatException($"{reference}: not JSON: {e.Message}", e);
        }
    }

    /// <summary>An object as <c>ListObjectsV2</c> lists it: its key is not encoded, its ETag is in quotes.</summary>
    private static ObjectCreated Object(string bucket, JsonElement item) =>
        new(new LogObject(bucket, item.Text("Key") ?? throw new FormatException(Form)))
        {
            ETag = item.Text("Etag")?.Trim('"'),
            Size = item.Number("Size"),
        };
}
