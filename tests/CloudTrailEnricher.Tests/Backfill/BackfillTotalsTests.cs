using System.Diagnostics;
using System.Text;
using CloudTrailEnricher.Backfill;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Tests.Backfill;

public sealed class BackfillTotalsTests
{
    private readonly InMemoryBackfillStore _store = new();

    public BackfillTotalsTests()
    {
        Add(
            "runs/a/index/manifest.json",
            """{"DestinationBucket":"results","MapRunArn":"arn","ResultFiles":{"FAILED":[],"PENDING":[],"SUCCEEDED":[{"Key":"i0","Size":1},{"Key":"i1","Size":1}]}}""");
        Add("i0", """[{"seen":100,"indexed":90,"failed":0},{"seen":100,"indexed":99,"failed":1,"failures":[{"key":"k1","reason":"byte 7"}]}]""");
        Add("i1", """[{"seen":7,"indexed":7,"failed":0,"note":"x"}]""");
    }

    [Fact]
    public async Task The_numbers_of_all_children_are_added_up_and_what_failed_is_listed()
    {
        Assert.Equal("""{"failed":1,"seen":207,"indexed":196}""", await RunAsync());
        Assert.Equal(["runs/a/failed/index-00000.jsonl"], _store.Keys("results", "runs/a/failed/"));
        Assert.Equal("""{"key":"k1","reason":"byte 7"}""" + "\n", await ReadAsync("runs/a/failed/index-00000.jsonl"));
    }

    [Fact]
    public async Task Every_file_of_a_batch_that_failed_as_a_whole_counts_as_failed()
    {
        Add("runs/a/index/manifest.json", """{"ResultFiles":{"FAILED":[{"Key":"f"}],"SUCCEEDED":[]}}""");
        Add("f", """[{"Input":"{\"Key\":\"runs/a/batches/both/b.json\"}","Error":"States.Timeout","Cause":"late","Status":"FAILED"}]""");
        Add("runs/a/batches/both/b.json", """{"BatchInput":{"bucket":"trail","from":"0001-01-01","to":"9999-12-31"},"Items":[{"Key":"k1"},{"Key":"k2"}]}""");

        Assert.Equal("""{"failed":2,"seen":2}""", await RunAsync());
        Assert.Equal(
            """
            {"key":"k1","reason":"its batch failed: States.Timeout: late"}
            {"key":"k2","reason":"its batch failed: States.Timeout: late"}

            """.ReplaceLineEndings("\n"),
            await ReadAsync("runs/a/failed/index-00000.jsonl"));
    }

    [Fact]
    public async Task A_long_list_of_what_failed_is_written_in_several_objects()
    {
        var failures = string.Join(',', Enumerable.Range(0, 10_001).Select(at => $$"""{"key":"k{{at}}","reason":"r"}"""));
        Add("i1", $$"""[{"failed":10001,"failures":[{{failures}}]}]""");

        await RunAsync();

        Assert.Equal(["runs/a/failed/index-00000.jsonl", "runs/a/failed/index-00001.jsonl"], _store.Keys("results", "runs/a/failed/"));
        var first = await ReadAsync("runs/a/failed/index-00000.jsonl");
        Assert.Equal(10_000, first.Count(letter => letter == '\n'));
    }

    /// <summary>A billion files are ten million batches; the function has 15 minutes.</summary>
    [Fact]
    public async Task A_billion_files_results_are_added_up_in_a_fraction_of_the_functions_time()
    {
        const int Batches = 200_000;
        var results = new StringBuilder("[");
        for (var at = 0; at < Batches; at++)
        {
            results.Append(at == 0 ? "" : ",").Append(
                """{"seen":100,"copied":90,"left":0,"enriched":10,"recovered":20,"unresolved":0,"ambiguous":0,"alreadyPublished":0,"skipped":0,"archived":0,"failed":0}""");
        }

        Add("runs/a/index/manifest.json", """{"ResultFiles":{"SUCCEEDED":[{"Key":"i0"}]}}""");
        Add("i0", results.Append(']').ToString());

        var started = Stopwatch.GetTimestamp();
        Assert.StartsWith("""{"failed":0,"seen":20000000,"copied":18000000,""", await RunAsync(), StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(started) * (10_000_000 / Batches), TimeSpan.Zero, TimeSpan.FromMinutes(10));
    }

    [Theory]
    [InlineData("i1", "[{\"indexed\":{", "s3://results/i1: not a Distributed Map's results: ")]
    [InlineData("i1", "{}", "s3://results/i1: not a Distributed Map's results: ")]
    [InlineData("i1", "[[]]", "s3://results/i1: a batch's output is no JSON object")]
    [InlineData("i1", "[{\"failures\":[{}]}]", "s3://results/i1: a failure without key")]
    [InlineData("runs/a/index/manifest.json", "{}", "s3://results/runs/a/index/manifest.json: not a manifest of a Distributed Map's results (no ResultFiles)")]
    public async Task Results_of_another_structure_are_an_error_that_names_the_file(string key, string content, string message)
    {
        Add(key, content);
        Assert.StartsWith(message, (await Assert.ThrowsAsync<FormatException>(RunAsync)).Message, StringComparison.Ordinal);
    }

    private void Add(string key, string content) => _store.Add(new LogObject("results", key), Encoding.UTF8.GetBytes(content));

    private async Task<string> ReadAsync(string key)
    {
        using var reader = new StreamReader(await _store.OpenAsync(new LogObject("results", key), TestContext.Current.CancellationToken));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private Task<string> RunAsync() => new BackfillTotals(_store).HandleAsync(
        """{"bucket":"results","manifest":"runs/a/index/manifest.json","failed":"runs/a/failed/index"}""", TestContext.Current.CancellationToken);
}
