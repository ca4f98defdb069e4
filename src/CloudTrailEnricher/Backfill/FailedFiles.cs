using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CloudTrailEnricher.Json;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Backfill;

/// <summary>
/// The list of the log files that a run failed on: JSON lines below its folder <c>failed/</c>, for a second run and for people.
/// </summary>
internal sealed class FailedFiles(IBackfillStore store)
{
    /// <summary>The keys that a run failed on, in either pass; one that failed in both comes twice.</summary>
    /// <exception cref="FormatException">The list has another structure.</exception>
    public async IAsyncEnumerable<string> ReadAsync(
        string bucket, string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        ListedPage page;
        do
        {
            page = await store.ListAsync(bucket, BackfillRun.FailedOf(folder), after, cancellationToken);
            foreach (var file in page.Objects)
            {
                using var lines = new StreamReader(
                    await store.OpenAsync(new LogObject(bucket, file.Key), cancellationToken), Encoding.UTF8);
                while (await lines.ReadLineAsync(cancellationToken) is { } line)
                {
                    yield return Key(file.Key, line);
                }

                after = file.Key;
            }
        }
        while (!page.IsLast);
    }

    /// <summary>Begins the list of one pass.</summary>
    /// <param name="bucket">The results bucket.</param>
    /// <param name="prefix">What the list's keys begin with, such as <c>runs/2f1c/failed/index</c>.</param>
    public Writer Begin(string bucket, string prefix) => new(store, bucket, prefix);

    private static string Key(string list, string line)
    {
        using var document = CompactJson.Parse(line);
        return document.RootElement.Text("key") ?? throw new FormatException($"{list}: a line without \"key\"");
    }

    /// <summary>Writes a list in objects of some thousand lines.</summary>
    internal sealed class Writer(IBackfillStore store, string bucket, string prefix)
    {
        private const int LinesEach = 10_000;

        private readonly StringBuilder _lines = new();
        private int _waiting;
        private int _written;

        public async Task AddAsync(string key, string reason, CancellationToken cancellationToken)
        {
            _lines.Append(CompactJson.Of(json =>
            {
                json.WriteStartObject();
                json.WriteString("key", key);
                json.WriteString("reason", reason);
                json.WriteEndObject();
            })).Append('\n');
            if (++_waiting == LinesEach)
            {
                await CompleteAsync(cancellationToken);
            }
        }

        public async Task CompleteAsync(CancellationToken cancellationToken)
        {
            if (_waiting > 0)
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{_written++:d5}.jsonl");
                await store.PutAsync(new LogObject(bucket, key), Encoding.UTF8.GetBytes(_lines.ToString()), cancellationToken);
                _lines.Clear();
                _waiting = 0;
            }
        }
    }
}
