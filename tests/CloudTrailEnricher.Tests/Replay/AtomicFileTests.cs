using CloudTrailEnricher.Replay.Files;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Replay;

public sealed class AtomicFileTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_failed_write_leaves_neither_file(bool overAnother)
    {
        if (overAnother)
        {
            _place.Write("a", "old");
        }

        using (var file = new AtomicFile(_place.PathOf("a")))
        {
            file.Stream.Write("new"u8);
            file.Stream.Flush();
        }

        Assert.Equal(overAnother ? ["a"] : [], _place.Files("."));
        Assert.Equal(overAnother ? "old" : null, overAnother ? _place.Text("a") : null);
    }

    [Fact]
    public void A_complete_write_replaces_the_file_and_leaves_nothing_else()
    {
        _place.Write("a", "old");
        using (var file = new AtomicFile(_place.PathOf("a")))
        {
            file.Stream.Write("new"u8);
            Assert.Equal("old", _place.Text("a"));
            file.Complete();
        }

        Assert.Equal(["a"], _place.Files("."));
        Assert.Equal("new", _place.Text("a"));
    }

    [Fact]
    public void A_link_in_the_file_s_place_is_replaced_and_not_followed()
    {
        _place.Write("elsewhere", "old");
        _place.Link("a", "elsewhere");
        using (var file = new AtomicFile(_place.PathOf("a")))
        {
            file.Complete();
        }

        Assert.Equal(("old", ""), (_place.Text("elsewhere"), _place.Text("a")));
        Assert.Null(new FileInfo(_place.PathOf("a")).LinkTarget);
    }

    [Fact]
    public void What_a_killed_run_left_is_cleared_away_and_what_another_run_is_writing_stays()
    {
        _place.Write(".replay-0123456789abcdef.unfinished", "left");
        _place.Write(".replay.json", "{}");
        _place.Write("mine.unfinished", "");
        _place.Link(".replay-0123456789abcdee.unfinished", "mine.unfinished");
        using var file = new AtomicFile(_place.PathOf("a"));
        AtomicFile.RemoveAbandoned(_place.Root);
        Assert.Equal(
            [".replay-0123456789abcdee.unfinished", ".replay.json", Path.GetFileName(file.Stream.Name), "mine.unfinished"],
            _place.Files(".").Order(StringComparer.Ordinal).OrderBy(name => name == Path.GetFileName(file.Stream.Name) ? 2 : name[0] == 'm' ? 3 : name == ".replay.json" ? 1 : 0));
        file.Complete();
        Assert.Contains("a", _place.Files("."));
    }

    [Fact]
    public async Task A_run_clears_away_what_a_killed_run_left_among_the_copies()
    {
        _place.WriteGzip("logs/sub/x.json.gz", File(Redacted()));
        await _place.ReplayAsync("logs");
        _place.Write("out/.replay-0123456789abcdef.unfinished", "left");
        _place.Write("out/enriched/sub/.replay-0123456789abcdef.unfinished", "left");
        await _place.ReplayAsync("logs");
        Assert.Equal([".replay.json", "enriched/sub/x.json.gz"], _place.Files("out"));
    }
}
