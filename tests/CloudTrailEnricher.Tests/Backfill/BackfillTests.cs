using System.Text.Json;
using System.Text.Json.Nodes;
using CloudTrailEnricher.Backfill;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging.Abstractions;
using static CloudTrailEnricher.Tests.Backfill.GeneratedTrail;

namespace CloudTrailEnricher.Tests.Backfill;

/// <summary>The two handlers, driven by the batches that the state machine's Distributed Maps send.</summary>
public sealed class BackfillTests : IDisposable
{
    private const int BatchSize = 100;

    private static readonly PassOptions Options = new() { HandOver = false, NoteProvisional = false, SettleTime = TimeSpan.Zero };

    private readonly GeneratedTrail _trail = new();
    private readonly InMemoryEvidence _evidence = new();
    private readonly InMemoryWaitingList _waiting = new();
    private readonly InMemoryEnrichQueue _queue = new();
    private readonly InMemoryBackfillStore _store = new();
    private readonly MemoryBudget _memory = new(64 << 20);
    private readonly BackfillIndexHandler _index;
    private readonly BackfillEnrichHandler _enrich;

    public BackfillTests()
    {
        _index = new(
            new(_trail, _evidence, _waiting, _queue, Options, NullLogger<IndexPass>.Instance),
            Bucket,
            _store,
            _memory,
            NullLogger<BackfillIndexHandler>.Instance);
        _enrich = new(
            new(
                _trail,
                _evidence,
                _waiting,
                _queue,
                Options,
                TimeProvider.System,
                NullLogger<EnrichPass>.Instance), Bucket, _store, _memory, NullLogger<BackfillEnrichHandler>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _memory.Dispose();

    [Fact]
    public async Task A_hundred_thousand_files_get_their_copies_and_a_second_run_over_exactly_what_failed_repairs_it()
    {
        const int Files = 100_000;
        int[] broken = [7, 4_321, 4_322, 50_000, 99_999];
        var batches = Batches(Files);

        // Pass 1: some files cannot be read. Their batches say which, and all other files are done.
        _trail.Unreadable = broken.ToHashSet();
        var index = await RunAsync(_index.HandleAsync, batches, seed: 1);
        Assert.Empty(index.Failed);
        Assert.Equal(broken.Select(Key).Order(), index.Failures.Keys.Order());
        Assert.Equal("cannot be read: SlowDown: Please reduce your request rate.", index.Failures[Key(7)]);

        // A second run takes exactly these.
        _trail.Unreadable = new HashSet<int>();
        var readBefore = _trail.Reads;
        var indexAgain = await RunAsync(_index.HandleAsync, [Batch(broken).ToJsonString()], seed: 2);
        Assert.Empty(indexAgain.Failures);
        Assert.Equal(broken.Length, _trail.Reads - readBefore);
        Assert.Equal(Files, index.Sum("indexed") + indexAgain.Sum("indexed"));
        Assert.Equal(0, _trail.Writes);

        // Pass 2, the same way.
        _trail.Unreadable = broken.Select(file => file - (file % 10) + 1).ToHashSet();
        var enrich = await RunAsync(_enrich.HandleAsync, batches, seed: 3);
        Assert.Equal(_trail.Unreadable.Select(Key).Order(), enrich.Failures.Keys.Order());
        Assert.Equal(Files - _trail.Unreadable.Count, _trail.Writes);
        Assert.All(_trail.Unreadable, file => Assert.Null(_trail.HashOfCopy(file)));

        var again = Batch(_trail.Unreadable).ToJsonString();
        _trail.Unreadable = new HashSet<int>();
        var enrichAgain = await RunAsync(_enrich.HandleAsync, [again], seed: 4);
        Assert.Empty(enrichAgain.Failures);
        Assert.Equal(
            (Files / 10 * 7, Files / 10 * 3),
            (enrich.Sum("copied") + enrichAgain.Sum("copied"), enrich.Sum("enriched") + enrichAgain.Sum("enriched")));
        Assert.Equal(
            (Files / 10 * 6, 0),
            (enrich.Sum("recovered") + enrichAgain.Sum("recovered"), enrich.Sum("unresolved") + enrichAgain.Sum("unresolved")));

        Assert.Empty(Enumerable.Range(0, Files).AsParallel().Where(file => _trail.HashOfCopy(file) != Hash(Expected(file))));
        Assert.Empty(_queue.TakeAll());
    }

    [Fact]
    public async Task A_batch_in_which_nothing_works_fails_so_that_redriving_the_run_takes_it_again()
    {
        _trail.Unreadable = new HashSet<int> { 1, 2 };
        var failure = await Assert.ThrowsAsync<BackfillException>(() => _index.HandleAsync(Batch([1, 2]).ToJsonString(), Token));
        Assert.Equal(
            $"index: 2 of 2 files failed: s3://trail/{Key(1)}: cannot be read: SlowDown: Please reduce your request rate.; "
            + $"s3://trail/{Key(2)}: cannot be read: SlowDown: Please reduce your request rate.",
            failure.Message);
    }

    [Fact]
    public async Task An_archived_file_is_counted_and_does_not_fail()
    {
        _trail.Archived = new HashSet<int> { 2 };
        Assert.Equal(
            """{"seen":3,"indexed":2,"skipped":0,"records":3,"signIns":0,"browserSiblings":0,"released":0,"archived":1,"failed":0}""",
            await _index.HandleAsync(Batch([1, 2, 4]).ToJsonString(), Token));
    }

    [Fact]
    public async Task A_batch_can_be_read_from_the_results_bucket()
    {
        _store.Add(new LogObject("results", "runs/x/batches/both/a.json"), Samples.Utf8(Batch([4]).ToJsonString()));
        Assert.Equal(
            """{"seen":1,"indexed":1,"skipped":0,"records":1,"signIns":0,"browserSiblings":0,"released":0,"archived":0,"failed":0}""",
            await _index.HandleAsync("""{"results":"results","batch":"runs/x/batches/both/a.json"}""", Token));
    }

    [Fact]
    public async Task A_file_that_fails_once_is_done_within_the_same_batch()
    {
        _trail.UnreadableOnce = [3, 4];
        Assert.Equal(
            """{"seen":6,"indexed":6,"skipped":0,"records":9,"signIns":1,"browserSiblings":0,"released":0,"archived":0,"failed":0}""",
            await _index.HandleAsync(Batch(Enumerable.Range(0, 6)).ToJsonString(), Token));
        Assert.Equal(8, _trail.Reads);
    }

    [Fact]
    public async Task A_damaged_file_is_not_tried_twice()
    {
        _trail.Damaged = new HashSet<int> { 3 };
        var answer = JsonNode.Parse(await _index.HandleAsync(Batch(Enumerable.Range(0, 6)).ToJsonString(), Token))!;
        Assert.Equal((5, 1), ((int)answer["indexed"]!, (int)answer["failed"]!));
        Assert.Equal(Key(3), (string?)answer["failures"]![0]!["key"]);
        Assert.StartsWith("byte ", (string?)answer["failures"]![0]!["reason"], StringComparison.Ordinal);
        Assert.Equal(6, _trail.Reads);
    }

    [Fact]
    public async Task Files_of_other_days_and_other_objects_are_skipped_and_counted()
    {
        var batch = Batch(Enumerable.Range(0, 9), "2024-02-29", "2024-02-29").AsObject();
        batch["Items"]!.AsArray().Add(Item("AWSLogs/123456789012/CloudTrail-Digest/us-east-1/2024/02/29/x.json.gz"));
        Assert.Equal(
            """{"seen":10,"indexed":3,"skipped":7,"records":4,"signIns":1,"browserSiblings":0,"released":0,"archived":0,"failed":0}""",
            await _index.HandleAsync(batch.ToJsonString(), Token));
        Assert.Equal(
            """{"seen":10,"copied":2,"left":0,"enriched":1,"recovered":2,"unresolved":0,"ambiguous":0,"alreadyPublished":0,"skipped":7,"archived":0,"failed":0}""",
            await _enrich.HandleAsync(batch.ToJsonString(), Token));
    }

    [Fact]
    public async Task Evidence_of_the_past_releases_the_files_that_wait_for_it_and_nothing_else_is_sent()
    {
        await _enrich.HandleAsync(Batch([1]).ToJsonString(), Token);
        await _index.HandleAsync(Batch([0, 1, 2]).ToJsonString(), Token);
        Assert.Equal([Key(1)], _queue.TakeAll().Select(request => request.File.Key));
    }

    [Fact]
    public async Task A_file_that_was_enriched_before_counts_as_enriched()
    {
        await _index.HandleAsync(Batch([0]).ToJsonString(), Token);
        await _enrich.HandleAsync(Batch([1]).ToJsonString(), Token);
        Assert.Equal(
            """{"seen":1,"copied":0,"left":0,"enriched":1,"recovered":2,"unresolved":0,"ambiguous":0,"alreadyPublished":1,"skipped":0,"archived":0,"failed":0}""",
            await _enrich.HandleAsync(Batch([1]).ToJsonString(), Token));
    }

    [Fact]
    public async Task When_the_time_is_up_the_batch_fails_and_names_what_was_not_begun()
    {
        var failure = await Assert.ThrowsAsync<BackfillException>(
            () => _index.HandleAsync(Batch([5]).ToJsonString(), new CancellationToken(canceled: true)));
        Assert.Equal(
            $"index: 1 of 1 files failed: s3://trail/{Key(5)}: stopped, the time is nearly up; it will be tried again", failure.Message);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"BatchInput":{"bucket":"trail","from":"2024-02-29"},"Items":[]}""")]
    [InlineData("""{"BatchInput":{"bucket":"trail","from":"2024-02-29","to":"29.2.2024"},"Items":[]}""")]
    [InlineData("""{"BatchInput":{"bucket":"trail","from":"2024-02-29","to":"2024-02-29"},"Items":[{"Size":1}]}""")]
    public async Task What_is_no_batch_is_refused_with_the_form_of_one(string message) =>
        Assert.StartsWith(
            "not a batch of the backfill: {\"BatchInput\":{\"bucket\",\"from\",\"to\"},\"Items\":[{\"Key\",…},…]}",
            (await Assert.ThrowsAsync<FormatException>(() => _index.HandleAsync(message, Token))).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task Another_bucket_is_refused() =>
        Assert.Equal(
            "bucket other: this deployment takes objects of trail only",
            (await Assert.ThrowsAsync<FormatException>(() =>
                _index.HandleAsync(Batch([1]).ToJsonString().Replace("\"trail\"", "\"other\"", StringComparison.Ordinal), Token))).Message);

    private static async Task<PassOverBatches> RunAsync(
        Func<string, CancellationToken, Task<string>> handle, IReadOnlyList<string> batches, int seed)
    {
        var order = Enumerable.Range(0, batches.Count).ToArray();
        new Random(seed).Shuffle(order);
        var run = new PassOverBatches();
        await Parallel.ForEachAsync(order, Token, async (number, token) =>
        {
            try
            {
                run.Add(JsonDocument.Parse(await handle(batches[number], token)));
            }
            catch (BackfillException e)
            {
                run.Add(number, e.Message);
            }
        });
        return run;
    }

    private static string[] Batches(int files) =>
        [.. Enumerable.Range(0, files).Chunk(BatchSize).Select(some => Batch(some).ToJsonString())];

    private static JsonNode Batch(IEnumerable<int> files, string from = "2024-02-01", string to = "2024-03-31") => new JsonObject
    {
        ["BatchInput"] = new JsonObject { ["bucket"] = Bucket, ["from"] = from, ["to"] = to },
        ["Items"] = new JsonArray([.. files.Select(file => Item(Key(file)))]),
    };

    private static JsonObject Item(string key) => new()
    {
        ["Etag"] = "\"0123456789abcdef0123456789abcdef\"",
        ["Key"] = key,
        ["LastModified"] = 1709164800,
        ["Size"] = 1234,
        ["StorageClass"] = "STANDARD",
    };

    /// <summary>What one map over batches came to.</summary>
    private sealed class PassOverBatches
    {
        private readonly List<JsonDocument> _results = [];

        /// <summary>The failed batches' numbers and causes.</summary>
        public Dictionary<int, string> Failed { get; } = [];

        /// <summary>The files that failed in batches that did not, and why.</summary>
        public Dictionary<string, string> Failures => _results
            .SelectMany(result => result.RootElement.TryGetProperty("failures", out var all) ? all.EnumerateArray() : default)
            .ToDictionary(one => one.GetProperty("key").GetString()!, one => one.GetProperty("reason").GetString()!);

        public long Sum(string name) => _results.Sum(result => result.RootElement.GetProperty(name).GetInt64());

        public void Add(JsonDocument result)
        {
            lock (_results)
            {
                _results.Add(result);
            }
        }

        public void Add(int batch, string cause)
        {
            lock (_results)
            {
                Failed.Add(batch, cause);
            }
        }
    }
}
