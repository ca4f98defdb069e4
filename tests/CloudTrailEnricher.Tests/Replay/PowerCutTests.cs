using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Replay.Files;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Replay.Outputs;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Replay;

/// <summary>What an output folder is in after the machine stopped, or after someone cleaned up in it.</summary>
public sealed class PowerCutTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task An_empty_file_with_its_source_s_time_is_no_complete_copy()
    {
        _place.WriteGzip("logs/x.json.gz", File(Redacted(), SwitchRole()));
        await _place.ReplayAsync("logs");
        var copy = _place.PathOf("out/enriched/x.json.gz");
        var whole = _place.Text("out/enriched/x.json.gz");
        var time = System.IO.File.GetLastWriteTimeUtc(copy);
        System.IO.File.WriteAllBytes(copy, []);
        System.IO.File.SetLastWriteTimeUtc(copy, time);
        var result = await Workplace.ReplayAsync(_place.Options("out", "logs") with { Resume = true });
        Assert.Equal((1, 1, 0, 0, 0), result.Counts);
        Assert.Equal(whole, _place.Text("out/enriched/x.json.gz"));
    }

    [Fact]
    public async Task A_folder_of_copies_that_is_removed_during_a_run_is_made_again()
    {
        var output = new OutputFolder(
            _place.PathOf("out"), EnrichedPrefix.Default, file => file.Key, new InputFiles(LocalFileSystem.Instance));
        await output.PutAsync(new LogObject("", "a/x.json"), Utf8("x"), CancellationToken.None);
        Directory.Delete(output.CopiesFolder, recursive: true);
        await output.PutAsync(new LogObject("", "a/y.json"), Utf8("y"), CancellationToken.None);
        Assert.Equal(["a/y.json"], _place.Files("out/enriched"));
        Assert.Equal("y", _place.Text("out/enriched/a/y.json"));
    }

    /// <summary>A thread may come to a folder between another's deciding to make it and its making.</summary>
    [Fact]
    public void Copies_that_several_threads_put_into_new_folders_all_arrive()
    {
        const int Folders = 500, Threads = 8;
        var output = new OutputFolder(
            _place.PathOf("out"), EnrichedPrefix.Default, file => file.Key, new InputFiles(LocalFileSystem.Instance));
        for (var folder = 0; folder < Folders; folder++)
        {
            Parallel.For(
                0,
                Threads,
                new ParallelOptions { MaxDegreeOfParallelism = Threads },
                thread => output.PutAsync(
                    new LogObject("", $"{folder}/{thread}.json"), Utf8("x"), TestContext.Current.CancellationToken).GetAwaiter().GetResult());
        }

        Assert.Equal(Folders * Threads, _place.Files("out/enriched").Length);
    }
}
