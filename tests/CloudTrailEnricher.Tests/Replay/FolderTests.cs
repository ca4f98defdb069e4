using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Replay;

/// <summary>Folders, links and buckets: every log file comes once, and no output becomes an input.</summary>
public sealed class FolderTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task The_same_key_in_two_buckets_gives_one_copy_for_each_bucket()
    {
        _place.Write("events/e.json", Workplace.EventFor(("b", "x.json.gz"), ("c", "x.json.gz")));
        _place.WriteGzip("events/b/x.json.gz", File(Redacted(), SwitchRole()));
        _place.WriteGzip("events/c/x.json.gz", File(SwitchRole()));
        var result = await _place.ReplayAsync("events/e.json");
        Assert.Equal((2, 1, 1, 0, 0), result.Counts);
        Assert.Equal(["b/x.json.gz", "c/x.json.gz"], _place.Files("out/enriched"));
        Assert.Equal(File(SwitchRole()), _place.Text("out/enriched/c/x.json.gz"));
        Assert.Contains(Address, _place.Text("out/enriched/b/x.json.gz"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_file_cannot_stand_for_objects_of_two_buckets()
    {
        _place.Write("events/e.json", Workplace.EventFor(("b", "x.json.gz"), ("c", "x.json.gz")));
        _place.WriteGzip("events/x.json.gz", File(Redacted()));
        var result = await _place.ReplayAsync("events/e.json");
        Assert.Equal(
            [$"e.json: s3://c/x.json.gz: its file {_place.PathOf("events/x.json.gz")} was taken for s3://b/x.json.gz before; "
                + "put the two into folders that are named as their buckets"],
            result.Failures);
    }

    [Fact]
    public async Task An_announced_file_and_another_of_the_same_key_are_not_mixed_up()
    {
        _place.Write("logs/e.json", Workplace.EventFor(("b", "AWSLogs/x.json.gz")));
        _place.WriteGzip("logs/b/AWSLogs/x.json.gz", File(Redacted()));
        _place.WriteGzip("logs/AWSLogs/x.json.gz", File(SwitchRole()));
        var result = await _place.ReplayAsync("logs");
        Assert.Equal(
            [$"x.json.gz: {_place.PathOf("logs/b/AWSLogs/x.json.gz")} has the same key, AWSLogs/x.json.gz; replay the two in "
                + "separate runs"],
            result.Failures);
        Assert.Equal((2, 1, 0, 0, 1), result.Counts);
    }

    [Fact]
    public async Task Two_folders_inside_of_AWSLogs_have_the_keys_that_S3_has()
    {
        _place.WriteGzip("logs/AWSLogs/111122223333/x.json.gz", File(Redacted()));
        _place.WriteGzip("logs/AWSLogs/123456789012/x.json.gz", File(SwitchRole()));
        var result = await _place.ReplayAsync("logs/AWSLogs/111122223333", "logs/AWSLogs/123456789012");
        Assert.Equal((2, 1, 1, 0, 0), result.Counts);
        Assert.Equal(["AWSLogs/111122223333/x.json.gz", "AWSLogs/123456789012/x.json.gz"], _place.Files("out/enriched"));
    }

    [Fact]
    public async Task A_link_to_a_folder_above_ends_and_no_file_comes_twice()
    {
        _place.WriteGzip("logs/a/x.json.gz", File(Redacted()));
        _place.Link("logs/a/up", "..");
        _place.Link("logs/b", "a");
        var result = await _place.ReplayAsync("logs");
        Assert.Equal((1, 1, 0, 0, 0), result.Counts);
        Assert.Equal(["a/x.json.gz"], _place.Files("out/enriched"));
        Assert.Equal(["folderEnteredBefore 2: up, b"], result.PassedOver);
    }

    [Fact]
    public async Task A_link_to_a_folder_elsewhere_is_followed()
    {
        _place.WriteGzip("elsewhere/x.json.gz", File(Redacted()));
        _place.Link("logs/linked", _place.PathOf("elsewhere"));
        Assert.Equal((1, 1, 0, 0, 0), (await _place.ReplayAsync("logs")).Counts);
        Assert.Equal(["linked/x.json.gz"], _place.Files("out/enriched"));
    }

    [Fact]
    public async Task A_folder_can_take_its_own_copies_any_number_of_times()
    {
        _place.WriteGzip("logs/x.json.gz", File(Redacted(), SwitchRole()));
        for (var run = 0; run < 3; run++)
        {
            var result = await Workplace.ReplayAsync(_place.Options("logs", "logs"));
            Assert.Equal((1, 1, 0, 0, 0), result.Counts);
            Assert.Equal(run == 0 ? [] : ["folderOfCopies 1: enriched"], result.PassedOver);
        }

        Assert.Equal([".replay.json", "enriched/x.json.gz", "x.json.gz"], _place.Files("logs"));
    }

    [Fact]
    public async Task Copies_that_another_run_wrote_elsewhere_are_passed_over()
    {
        _place.WriteGzip("logs/x.json.gz", File(Redacted(), SwitchRole()));
        await Workplace.ReplayAsync(_place.Options("logs/results", "logs") with { EnrichedPrefix = "made/here" });
        var result = await _place.ReplayAsync("logs");
        Assert.Equal((1, 1, 0, 0, 0), result.Counts);
        Assert.Equal(["folderOfCopies 1: here"], result.PassedOver);
    }

    [Fact]
    public async Task Another_prefix_in_the_same_output_folder_is_refused()
    {
        _place.WriteGzip("logs/x.json.gz", File(Redacted()));
        await _place.ReplayAsync("logs");
        var refused = await Assert.ThrowsAsync<CloudTrailEnricher.Replay.UsageException>(
            () => Workplace.ReplayAsync(_place.Options("out", "logs") with { EnrichedPrefix = "other/" }));
        Assert.Equal(
            $"{_place.PathOf("out")} holds copies below enriched/, not below other/; choose another --out, or the same --enriched-prefix",
            refused.Message);
    }

    [Fact]
    public async Task Several_runs_into_one_folder_at_once_all_succeed()
    {
        foreach (var number in Enumerable.Range(0, 60))
        {
            _place.WriteGzip($"logs/{number % 3}/{number}.json.gz", number == 0 ? File(SwitchRole()) : File(Redacted()));
        }

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => _place.ReplayAsync("logs"))));
        Assert.All(results, result => Assert.Equal((60, 59, 1, 0, 0), result.Counts));
        Assert.Equal(60, _place.Files("out/enriched").Length);
    }

    [Fact]
    public async Task A_plain_file_under_a_gzip_key_stays_plain()
    {
        _place.Write("logs/x.json.gz", File(Redacted(), SwitchRole()));
        _place.Write("logs/y.json.gz", File(SwitchRole()));
        await _place.ReplayAsync("logs");
        Assert.Equal(Enrich(File(Redacted(), SwitchRole())).Text, System.IO.File.ReadAllText(_place.PathOf("out/enriched/x.json.gz")));
        Assert.Equal(File(SwitchRole()), System.IO.File.ReadAllText(_place.PathOf("out/enriched/y.json.gz")));
    }
}
