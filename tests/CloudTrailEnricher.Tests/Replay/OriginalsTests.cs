using CloudTrailEnricher.Replay;
using CloudTrailEnricher.Replay.Files;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Replay;

/// <summary>No input is ever written to or replaced: a run that could do so ends before it writes, and names both.</summary>
public sealed class OriginalsTests : IDisposable
{
    private readonly Workplace _place = new();

    public OriginalsTests() => _place.WriteGzip("logs/x.json.gz", File(Redacted(), SwitchRole()));

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Logs_in_a_folder_named_as_the_prefix_are_not_taken_for_the_place_of_copies()
    {
        Directory.Move(_place.PathOf("logs"), _place.PathOf("enriched"));
        await RefusedAsync(
            _place.Options(".", "enriched"),
            $"{_place.PathOf("enriched")} is an input, and lies in the folder of the copies, {_place.PathOf("enriched")}: "
            + "copies would take the place of inputs. Choose another --out or --enriched-prefix");
    }

    [Fact]
    public Task A_prefix_that_is_the_input_folder_is_refused() => RefusedAsync(
        _place.Options(".", "logs") with { EnrichedPrefix = "logs" },
        $"{_place.PathOf("logs")} is an input, and lies in the folder of the copies, {_place.PathOf("logs")}: copies would take "
        + "the place of inputs. Choose another --out or --enriched-prefix");

    [Fact]
    public Task A_prefix_inside_the_input_folder_that_holds_logs_is_refused()
    {
        _place.WriteGzip("logs/AWSLogs/y.json.gz", File(Redacted()));
        return RefusedAsync(
            _place.Options("logs", "logs") with { EnrichedPrefix = "AWSLogs" },
            $"{_place.PathOf("logs/AWSLogs")}/ holds files that no replay wrote (there is no "
            + $"{_place.PathOf("logs/.replay.json")}); choose another --out or --enriched-prefix");
    }

    [Fact]
    public async Task A_key_that_leads_out_of_the_prefix_is_a_failure_of_its_own()
    {
        _place.Write("events/e.json", Workplace.EventFor(("b", "../logs/x.json.gz"), ("b", "y.json.gz")));
        _place.WriteGzip("events/y.json.gz", File());
        var before = _place.Snapshot("logs");
        var result = await Workplace.ReplayAsync(_place.Options(".", "events/e.json"));
        Assert.Equal(
            ["e.json: s3://b/../logs/x.json.gz: no file can have this key: it has an empty folder, \".\" or \"..\" in it; "
                + "download it under another name"],
            result.Failures);
        Assert.Equal((2, 0, 1, 0, 1), result.Counts);
        Assert.Equal(before, _place.Snapshot("logs"));
    }

    [Fact]
    public Task An_output_folder_that_is_a_link_to_the_input_folder_is_refused()
    {
        _place.Link("out/enriched", _place.PathOf("logs"));
        return RefusedAsync(
            _place.Options("out", "logs"),
            $"{_place.PathOf("logs")} is an input, and lies in the folder of the copies, {_place.PathOf("out/enriched")}: "
            + "copies would take the place of inputs. Choose another --out or --enriched-prefix");
    }

    [Fact]
    public async Task A_link_below_the_copies_folder_that_leads_to_the_inputs_is_refused()
    {
        await _place.ReplayAsync("logs");
        _place.WriteGzip("more/sub/y.json.gz", File(Redacted()));
        _place.Link("out/enriched/sub", _place.PathOf("more/sub"));
        await RefusedAsync(
            _place.Options("out", "more"),
            $"{_place.PathOf("more/sub/y.json.gz")}: its copy belongs to {_place.PathOf("out/enriched/sub/y.json.gz")}, and "
            + "that file is an input too: it would be lost. Choose another --out or --enriched-prefix");
    }

    [Theory]
    [InlineData("x.json.gz.unfinished")]
    [InlineData(".x.json.gz.unfinished")]
    [InlineData(".replay-0123456789abcdef.unfinished")]
    public async Task A_link_in_the_place_of_an_unfinished_copy_is_not_followed(string name)
    {
        await _place.ReplayAsync("logs");
        _place.Link("out/enriched/" + name, _place.PathOf("logs/x.json.gz"));
        var before = _place.Snapshot("logs");
        Assert.True((await _place.ReplayAsync("logs")).Success);
        Assert.Equal(before, _place.Snapshot("logs"));
        Assert.NotNull(new FileInfo(_place.PathOf("out/enriched/" + name)).LinkTarget);
    }

    [Fact]
    public async Task Earlier_copies_are_not_rewritten_in_place()
    {
        await _place.ReplayAsync("logs");
        await RefusedAsync(
            _place.Options("out", "out/enriched"),
            $"{_place.PathOf("out/enriched")} is an input, and lies in the folder of the copies, "
            + $"{_place.PathOf("out/enriched")}: copies would take the place of inputs. Choose another --out or --enriched-prefix");
    }

    [Theory]
    [InlineData("--report")]
    [InlineData("--index")]
    public async Task A_single_file_of_the_run_is_never_an_input(string option)
    {
        var input = _place.PathOf("logs/x.json.gz");
        _place.Link("link", input);
        foreach (var path in new[] { input, _place.PathOf("link") })
        {
            await RefusedAsync(
                _place.Options("out", "logs") with
                {
                    ReportFile =
                    option == "--report" ? path : null,
                    IndexFile = option == "--index" ? path : null
                },
                $"{option} {path}: this file is an input of the run, and inputs are never written to; choose another {option}");
        }
    }

    [Fact]
    public async Task The_marker_of_the_output_folder_is_never_an_input()
    {
        _place.Write("out/.replay.json", File(Redacted()));
        await RefusedAsync(
            _place.Options("out", "out/.replay.json"),
            $"--out {_place.PathOf("out/.replay.json")}: this file is an input of the run, and inputs are never written to; "
            + "choose another --out");
    }

    [Fact]
    public async Task Two_outputs_are_never_the_same_file()
    {
        _place.Write("a", "");
        _place.Link("b", "a");
        await RefusedAsync(
            _place.Options("out", "logs") with { ReportFile = _place.PathOf("a"), IndexFile = _place.PathOf("b") },
            $"--report {_place.PathOf("a")} and --index {_place.PathOf("b")} are the same file; choose another --report");
    }

    [Fact]
    public void Where_case_does_not_matter_another_spelling_of_the_input_folder_is_refused()
    {
        var options = _place.Options(".", "logs") with { EnrichedPrefix = "LOGS" };
        var before = _place.Snapshot();
        var refused = Assert.Throws<UsageException>(() => LocalReplay.Compose(options, TextReader.Null, new CaselessFileSystem()));
        Assert.Equal(
            $"{_place.PathOf("logs")} is an input, and lies in the folder of the copies, {_place.PathOf("LOGS")}: copies would "
            + "take the place of inputs. Choose another --out or --enriched-prefix",
            refused.Message);
        refused = Assert.Throws<UsageException>(
            () => LocalReplay.Compose(
                _place.Options("out", "logs") with { ReportFile = _place.PathOf("Logs/X.JSON.GZ") },
                TextReader.Null,
                new CaselessFileSystem()));
        Assert.StartsWith(
            $"--report {_place.PathOf("Logs/X.JSON.GZ")}: this file is an input of the run", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, _place.Snapshot());
    }

    [Fact]
    public async Task A_copy_in_whose_place_an_input_appears_meanwhile_is_not_written()
    {
        _place.WriteGzip("logs/sub/y.json.gz", File());
        var run = LocalReplay.Compose(_place.Options("out", "logs"), TextReader.Null, LocalFileSystem.Instance);
        _place.Link("out/enriched/sub", _place.PathOf("logs/sub"));
        var before = _place.Snapshot("logs");
        await ProgressBar.RunAsync(0, run.RunAsync, TestContext.Current.CancellationToken);
        var failure = Assert.Single(run.Complete(interrupted: false).Failures);
        Assert.Equal(
            (
                _place.PathOf("logs/sub/y.json.gz"),
                $"{_place.PathOf("out/enriched/sub/y.json.gz")}, where the copy of sub/y.json.gz belongs, is an input; nothing "
                + "was written"),
            (failure.File, failure.Reason));
        Assert.Equal(before, _place.Snapshot("logs"));
    }

    [Fact]
    public async Task The_exit_code_is_2() =>
        Assert.Equal(2, await CommandLine.RunAsync([_place.PathOf("logs"), "--out", _place.Root, "--enriched-prefix", "logs"]));

    private async Task RefusedAsync(ReplayOptions options, string message)
    {
        var before = _place.Snapshot();
        Assert.Equal(message, (await Assert.ThrowsAsync<UsageException>(() => Workplace.ReplayAsync(options))).Message);
        Assert.Equal(before, _place.Snapshot());
    }

    /// <summary>A file system that takes upper and lower case for the same, as those of macOS and Windows do.</summary>
    private sealed class CaselessFileSystem : IFileSystem
    {
        public FileEntry? Find(string path) => LocalFileSystem.Instance.Find(AsItIs(path));

        public FileEntry? FindUnfollowed(string path) => LocalFileSystem.Instance.FindUnfollowed(AsItIs(path));

        private static string AsItIs(string path)
        {
            if (System.IO.Path.Exists(path) || System.IO.Path.GetDirectoryName(path) is not { } above)
            {
                return path;
            }

            var folder = AsItIs(above);
            return Directory.Exists(folder)
                ? Directory.EnumerateFileSystemEntries(folder).FirstOrDefault(
                    entry => string.Equals(
                        System.IO.Path.GetFileName(entry), System.IO.Path.GetFileName(path), StringComparison.OrdinalIgnoreCase)) ?? path
                : path;
        }
    }
}
