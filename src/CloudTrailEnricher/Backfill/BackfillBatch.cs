using System.Globalization;
using System.Text.Json;
using CloudTrailEnricher.Json;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;

namespace CloudTrailEnricher.Backfill;

/// <summary>A batch as the state machine's Distributed Map gives it to a function: some of a bucket's objects, as S3 lists them.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="From">The first delivery day that is asked for.</param>
/// <param name="To">The last one.</param>
/// <param name="Objects">The objects, of any kind and day.</param>
internal sealed record BackfillBatch(string Bucket, DateOnly From, DateOnly To, IReadOnlyList<ObjectCreated> Objects)
{
    private const string Form = "not a batch of the backfill: {\"BatchInput\":{\"bucket\",\"from\",\"to\"},\"Items\":[{\"Key\",…},…]} with days such as 2022-02-24";

    /// <summary>Whether the key is a log file's that was delivered in the days that are asked for.</summary>
    public bool Covers(string key) => LogFileKey.TryParse(key, out var file) && file.Date >= From && file.Date <= To;

    /// <summary>Reads a batch.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static BackfillBatch Of(JsonElement message)
    {
        if (message.Member("BatchInput") is not { ValueKind: JsonValueKind.Object } input
            || input.Text("bucket") is not { Length: > 0 } bucket
            || Day(input.Text("from")) is not { } from
            || Day(input.Text("to")) is not { } to
            || message.Member("Items") is not { ValueKind: JsonValueKind.Array } items)
        {
            throw new FormatException(Form);
        }

        return new BackfillBatch(bucket, from, to, [.. items.EnumerateArray().Select(item => Object(bucket, item))]);
    }

    /// <summary>An object as <c>ListObjectsV2</c> lists it: its key is not encoded, its ETag is in quotes.</summary>
    private static ObjectCreated Object(string bucket, JsonElement item) =>
        new(new LogObject(bucket, item.Text("Key") ?? throw new FormatException(Form)))
        {
            ETag = item.Text("Etag")?.Trim('"'),
            Size = item.Number("Size"),
        };

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
