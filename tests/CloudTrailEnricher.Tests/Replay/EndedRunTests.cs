using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Replay;
using CloudTrailEnricher.Replay.Files;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Replay.Outputs;
using CloudTrailEnricher.Replay.Reports;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Replay;

/// <summary>Runs that end before their time, in the middle of pass 2, and runs in which a file fails.</summary>
public sealed class EndedRunTests : IDisposable
{
    private readonly Workplace _place = new();

    public EndedRunTests()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            _place.WriteGzip($"logs/{name}.json.gz", File(Redacted()));
        }

        _place.WriteGzip("logs/d.json.gz", File(SwitchRole()));
    }

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task An_ended_run_says_what_was_done_and_leaves_nothing_unfinished()
    {
        var run = await EndedAfterFirstCopyAsync(Options());
        var result = run.Complete(interrupted: true);
        Assert.Equal((1, 1, 0, true), (result.Files, result.Enriched, result.Failed, result.IsInterrupted));
        Assert.Equal([".replay.json", "enriched/a.json.gz"], _place.Files("out"));
        Assert.Equal(Enrich(File(Redacted()), File(SwitchRole())).Text, _place.Text("out/enriched/a.json.gz"));
    }

    [Fact]
    public async Task A_resumed_run_makes_the_rest()
    {
        await EndedAfterFirstCopyAsync(Options());
        Assert.Equal((4, 2, 1, 1, 0), (await Workplace.ReplayAsync(Options() with { Resume = true })).Counts);
    }

    [Fact]
    public async Task An_ended_run_over_older_copies_cannot_be_resumed()
    {
        await Workplace.ReplayAsync(Options());
        _place.Write("out/.replay.json", """{"version":"0.1.0"}""");
        await EndedAfterFirstCopyAsync(Options());
        var refused = await Assert.ThrowsAsync<UsageException>(() => Workplace.ReplayAsync(Options() with { Resume = true }));
        Assert.Equal(
            $"{_place.PathOf("out")} holds copies of version 0.1.0, this is {CopyDescription.CurrentVersion}; choose another "
            + "--out, or leave --resume out to make all copies anew",
            refused.Message);
    }

    [Fact]
    public async Task After_a_failure_the_folder_keeps_its_old_version()
    {
        await Workplace.ReplayAsync(Options());
        _place.Write("out/.replay.json", """{"version":"0.1.0"}""");
        _place.Write("logs/b.json.gz", "damaged");
        Assert.False((await Workplace.ReplayAsync(Options())).Success);
        Assert.Equal("""{"version":"0.1.0"}""", _place.Text("out/.replay.json"));
    }

    [Fact]
    public async Task Evidence_is_saved_before_the_first_copy()
    {
        var options = Options() with { IndexFile = _place.PathOf("evidence.gz") };
        await EndedAfterFirstCopyAsync(options);
        var saved = new InMemoryEvidence();
        EvidenceFile.Load(options.IndexFile, saved);
        Assert.Equal(Scan(File(SwitchRole())).Evidence, saved.All);
    }

    [Fact]
    public async Task Resume_with_another_index_file_reads_all_sources()
    {
        await Workplace.ReplayAsync(Options() with { IndexFile = _place.PathOf("one.gz") });
        var result = await Workplace.ReplayAsync(Options() with { Resume = true, IndexFile = _place.PathOf("another.gz") });
        Assert.Equal((4, 0, 0, 4, 0), result.Counts);
        Assert.Equal(4, result.Total("records"));
        var saved = new InMemoryEvidence();
        EvidenceFile.Load(_place.PathOf("another.gz"), saved);
        Assert.Equal(Scan(File(SwitchRole())).Evidence, saved.All);
    }

    private ReplayOptions Options() => _place.Options("out", "logs");

    /// <summary>A run like any other, but that it is ended when the second file is read in pass 2.</summary>
    private async Task<ReplayRun> EndedAfterFirstCopyAsync(ReplayOptions options)
    {
        using var end = new CancellationTokenSource();
        var files = LocalFileSystem.Instance;
        var prefix = EnrichedPrefix.Default;
        var inputs = ReplayInputs.Find(options.Inputs, TextReader.Null, OutputFolder.CopiesFolderOf(options.OutputFolder!, prefix), files);
        var evidence = new InMemoryEvidence();
        var evidenceFile = options.IndexFile is null ? null : EvidenceFile.Load(options.IndexFile, evidence);
        var folder = new OutputFolder(options.OutputFolder!, prefix, inputs.PathInBucket, inputs.Files);
        var output = RunOutput.Open(
            options,
            folder,
            prefix,
            evidenceFile?.Id,
            file => System.IO.File.GetLastWriteTimeUtc(inputs.PathOf(file.File)));
        var reads = 0;
        var store = new DirectoryLogStore(ReadAsync, output.Target);
        var run = new ReplayRun
        {
            Passes = TwoPasses.Create(
                new LocalSource(inputs),
                store,
                new EvidenceOnly(evidence),
                new NothingWaits(),
                new InMemoryEnrichQueue(),
                new PassOptions { SettleTime = TimeSpan.Zero, RequireMatchingAccount = false, AcceptAnyKey = true, HandOver = false },
                output.Finished,
                new ReplayResult(ListLimits.Most),
                atOnce: 1),
            Evidence = evidence,
            EvidenceFile = evidenceFile,
            Output = output,
            Released = new InMemoryEnrichQueue(),
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ProgressBar.RunAsync(0, run.RunAsync, end.Token));
        return run;

        async Task<SourceFile> ReadAsync(LogObject file, CancellationToken cancellationToken)
        {
            // Four files in pass 1, one in pass 2.
            if (++reads > 5)
            {
                await end.CancelAsync();
            }

            cancellationToken.ThrowIfCancellationRequested();
            return new SourceFile(await System.IO.File.ReadAllBytesAsync(inputs.PathOf(file), cancellationToken), null, default, default);
        }
    }
}
