using System.Text;
using CloudTrailEnricher.Json;

namespace CloudTrailEnricher.Backfill;

/// <summary>
/// Writes batches of log files into the results bucket, from where both passes read them: so the trail is listed once, and an invocation's
/// input, which Step Functions keeps with its result, is one key. A batch's name is its first file's key, so that listing again replaces
/// it.
/// </summary>
/// <param name="store">The buckets.</param>
/// <param name="run">Where the run's files lie.</param>
/// <param name="bucket">The trail's bucket.</param>
/// <param name="part">What the batches are for.</param>
/// <param name="days">The days of their files.</param>
internal sealed class BatchFiles(IBackfillStore store, BackfillRun run, string bucket, BackfillPart part, DayRange days)
{
    private readonly List<ListedObject> _next = [];

    /// <summary>How many batches were written.</summary>
    public int Written { get; private set; }

    /// <summary>Adds files, and writes every batch that is full.</summary>
    public async Task AddAsync(IEnumerable<ListedObject> files, CancellationToken cancellationToken)
    {
        _next.AddRange(files);
        var full = _next.Chunk(run.BatchSize).Where(batch => batch.Length == run.BatchSize).ToArray();
        _next.RemoveRange(0, full.Length * run.BatchSize);
        await Task.WhenAll(full.Select(batch => WriteAsync(batch, cancellationToken)));
        Written += full.Length;
    }

    /// <summary>Writes what is left.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_next.Count > 0)
        {
            await WriteAsync(_next, cancellationToken);
            _next.Clear();
            Written++;
        }
    }

    private Task WriteAsync(IReadOnlyList<ListedObject> files, CancellationToken cancellationToken)
    {
        var content = CompactJson.Of(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("BatchInput");
            json.WriteString("bucket", bucket);
            json.WriteString("from", days.FromText);
            json.WriteString("to", days.ToText);
            json.WriteEndObject();
            json.WriteStartArray("Items");
            foreach (var file in files)
            {
                json.WriteStartObject();
                json.WriteString("Key", file.Key);
                if (file.ETag is not null)
                {
                    json.WriteString("Etag", file.ETag);
                }

                json.WriteNumber("Size", file.Size);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
        return store.PutAsync(run.At($"{run.Batches(part)}{files[0].Key}.json"), Encoding.UTF8.GetBytes(content), cancellationToken);
    }
}
