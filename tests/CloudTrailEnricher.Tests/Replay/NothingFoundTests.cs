using CloudTrailEnricher.Replay;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Replay;

/// <summary>A run that finds no log file, or has nothing to do, says so.</summary>
public sealed class NothingFoundTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task An_empty_folder_ends_with_exit_code_1_and_what_was_looked_for()
    {
        Directory.CreateDirectory(_place.PathOf("logs"));
        var (code, output, _) = await _place.RunProgramAsync(["logs"]);
        Assert.Equal(1, code);
        Assert.EndsWith(
            "No log file was found. Looked for CloudTrail's records (.json, .jsonl, .ndjson, .log, each also with .gz) and S3 events that "
            + "announce log files, in: logs\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_passed_over_is_counted_by_kind_and_the_first_few_are_named()
    {
        foreach (var name in new[] { "a.jsonl", "b.jsonl", "c.log", "d.gz", "e.zip", "package.json", "x_CloudTrail-Digest.json" })
        {
            _place.Write("logs/" + name, "{}");
        }

        _place.Write("logs/events/saved.json", """{"detail-type":"AWS API Call via CloudTrail","detail":{}}""");
        _place.WriteGzip("logs/AWSLogs/123456789012/CloudTrail-Digest/us-east-1/2022/03/17/x.json.gz", "{}");
        _place.WriteGzip("logs/enriched/x.json.gz", File());
        var result = await _place.ReplayAsync("logs");
        Assert.False(result.Success);
        Assert.Equal(
            [
                "enrichedCopy 1: x.json.gz",
                "otherDelivery 1: x.json.gz",
                "otherMessage 1: saved.json",
                "otherJson 6: a.jsonl, b.jsonl, c.log",
                "otherFile 1: e.zip",
            ],
            result.PassedOver);
        Assert.Equal((0, 10), (result.Total("files"), result.Total("skipped")));
        Assert.Equal(
            $"CloudTrail's records (.json, .jsonl, .ndjson, .log, each also with .gz) and S3 events that announce log files, in: " +
            $"{_place.PathOf("logs")}",
            result.Json.GetProperty("totals").GetProperty("foundNoLogFile").GetString());
    }

    [Fact]
    public async Task The_table_names_what_was_passed_over()
    {
        _place.Write("logs/a.txt", "");
        var output = new StringWriter();
        await ReplayCommand.RunAsync(
            _place.Options("out", "logs") with { Format = OutputFormat.Table },
            TextReader.Null,
            output,
            TestContext.Current.CancellationToken);
        Assert.Contains(
            $"1 files of other kinds: {_place.PathOf("logs/a.txt")}", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resumed_run_with_nothing_to_do_says_so_in_table_and_page()
    {
        _place.WriteGzip("logs/x.json.gz", File(Redacted(), SwitchRole()));
        _place.WriteGzip("logs/y.json.gz", File());
        await _place.ReplayAsync("logs");
        var output = new StringWriter();
        var options = _place.Options("out", "logs") with { Resume = true, Format = OutputFormat.Table, ReportFile = _place.PathOf("report.html") };
        Assert.True(await ReplayCommand.RunAsync(options, TextReader.Null, output, TestContext.Current.CancellationToken));
        Assert.EndsWith(
            "Nothing to do: all 2 log files had complete copies, and were left alone. Their sessions are not listed.\n",
            output.ToString().ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
        Assert.Contains(
            "\"files\":2,\"enriched\":0,\"copied\":0,\"complete\":2,\"failed\":0", _place.Text("report.html"), StringComparison.Ordinal);
    }
}
