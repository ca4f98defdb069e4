using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Replay;

/// <summary><c>verify</c>: copies are compared with what their sources and the evidence give.</summary>
public sealed class VerifyTests : IAsyncLifetime
{
    private readonly Workplace _place = new();

    public async ValueTask InitializeAsync()
    {
        _place.WriteGzip("logs/a.json.gz", File(Redacted(), SwitchRole()));
        _place.WriteGzip("logs/b.json.gz", File(Redacted()));
        _place.WriteGzip("logs/c.json.gz", File("{}"));
        _place.Write("elsewhere", "another file");
        await _place.ReplayAsync("logs");
    }

    public ValueTask DisposeAsync()
    {
        _place.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Copies_as_they_should_be_are_counted_and_nothing_is_written()
    {
        var before = _place.Snapshot();
        var result = await VerifyAsync(resume: false);
        Assert.True(result.Success);
        Assert.Equal((3, 2, 1, 0, 0), result.Counts);
        Assert.Equal("""{"sound":3,"mended":[]}""", Verified(result));
        Assert.Equal(before, _place.Snapshot());
    }

    [Fact]
    public async Task Copies_that_differ_or_are_missing_are_named_and_left_as_they_are()
    {
        Tamper();
        var before = _place.Snapshot();
        var result = await VerifyAsync(resume: false);
        Assert.False(result.Success);
        Assert.Equal(
            [
                $"a.json.gz: its copy {_place.PathOf("out/enriched/a.json.gz")} differs from what its source and the evidence "
                + "give, from byte 20 on; verify --resume makes it anew",
                $"b.json.gz: its copy {_place.PathOf("out/enriched/b.json.gz")} is no regular file; verify --resume makes it anew",
                $"c.json.gz: its copy {_place.PathOf("out/enriched/c.json.gz")} is missing; verify --resume makes it anew",
            ],
            result.Failures);
        Assert.Equal(before, _place.Snapshot());
    }

    [Fact]
    public async Task Resume_alone_believes_the_time_and_with_verify_makes_anew_what_differs()
    {
        var whole = _place.Files("out").Select(name => _place.Text("out/" + name)).ToArray();
        Tamper();
        Assert.Equal((3, 1, 1, 1, 0), (await Workplace.ReplayAsync(_place.Options("out", "logs") with { Resume = true })).Counts);
        Tamper();

        var result = await VerifyAsync(resume: true);

        Assert.True(result.Success);
        Assert.Equal(
            $$"""{"sound":0,"mended":[{"copy":"{{_place.PathOf("out/enriched/a.json.gz")}}","reason":"differs from what its source and the evidence give, from byte 20 on"},{"copy":"{{_place.PathOf("out/enriched/b.json.gz")}}","reason":"is no regular file"},{"copy":"{{_place.PathOf("out/enriched/c.json.gz")}}","reason":"is missing"}]}""",
            Verified(result));
        Assert.Equal(whole, _place.Files("out").Select(name => _place.Text("out/" + name)));
        Assert.Equal((3, 0, 0, 3, 0), (await Workplace.ReplayAsync(_place.Options("out", "logs") with { Resume = true })).Counts);
    }

    [Fact]
    public async Task A_copy_that_was_made_with_other_evidence_differs()
    {
        _place.WriteGzip("logs/a.json.gz", File(Redacted()));
        Assert.Equal(
            [
                $"a.json.gz: its copy {_place.PathOf("out/enriched/a.json.gz")} differs from what its source and the evidence give",
                $"b.json.gz: its copy {_place.PathOf("out/enriched/b.json.gz")} differs from what its source and the evidence give",
            ],
            (await VerifyAsync(resume: false)).Failures.Select(
                failure => failure[..failure.IndexOf(", from byte ", StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task A_copy_with_more_after_its_end_differs()
    {
        var copy = _place.PathOf("out/enriched/c.json.gz");
        var length = new FileInfo(copy).Length;
        await System.IO.File.AppendAllTextAsync(copy, "x", TestContext.Current.CancellationToken);
        Assert.Equal(
            [
                $"c.json.gz: its copy {copy} differs from what its source and the evidence give, from byte {length} on; verify --resume " +
                $"makes it anew",
            ],
            (await VerifyAsync(resume: false)).Failures);
    }

    [Fact]
    public async Task It_writes_no_evidence_file()
    {
        await Workplace.ReplayAsync(_place.Options("out", "logs") with { Verify = true, IndexFile = _place.PathOf("evidence.gz") });
        Assert.False(System.IO.File.Exists(_place.PathOf("evidence.gz")));
    }

    [Fact]
    public async Task It_is_a_verb_with_options_before_and_after_it()
    {
        var (code, output, _) = await _place.RunProgramAsync(["--out", "out", "verify", "logs", "--format", "json"]);
        Assert.Equal(
            (0, """{"sound":3,"mended":[]}"""),
            (code, Verified(new ReplayOutcome(Success: true, System.Text.Json.JsonDocument.Parse(output).RootElement))));
    }

    /// <summary>A byte of one copy, another replaced by a link, the third deleted; times as they were.</summary>
    private void Tamper()
    {
        var (a, b, c) = (
            _place.PathOf("out/enriched/a.json.gz"), _place.PathOf("out/enriched/b.json.gz"), _place.PathOf("out/enriched/c.json.gz"));
        var time = System.IO.File.GetLastWriteTimeUtc(a);
        var content = System.IO.File.ReadAllBytes(a);
        content[20]++;
        System.IO.File.WriteAllBytes(a, content);
        System.IO.File.SetLastWriteTimeUtc(a, time);
        System.IO.File.Delete(b);
        System.IO.File.CreateSymbolicLink(b, _place.PathOf("elsewhere"));
        System.IO.File.SetLastWriteTimeUtc(b, System.IO.File.GetLastWriteTimeUtc(_place.PathOf("logs/b.json.gz")));
        System.IO.File.Delete(c);
    }

    private static string Verified(ReplayOutcome result) => System.Text.Json.JsonSerializer.Serialize(result.Json.GetProperty("verified"));

    private Task<ReplayOutcome> VerifyAsync(bool resume) =>
        Workplace.ReplayAsync(_place.Options("out", "logs") with { Verify = true, Resume = resume });
}
