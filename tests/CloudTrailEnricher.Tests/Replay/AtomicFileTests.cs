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
    public void A_link_or_file_of_the_unfinished_file_s_name_is_neither_followed_nor_replaced()
    {
        _place.Write("original", "old");
        _place.Link("taken-1", "original");
        _place.Link("taken-2", "nowhere");
        _place.Write("taken-3", "another");
        var names = new Queue<string>(["taken-1", "taken-2", "taken-3", "free"]);
        using (var file = new AtomicFile(_place.PathOf("a"), names.Dequeue))
        {
            file.Stream.Write("new"u8);
            file.Complete();
        }

        Assert.Equal(("new", "old", "another"), (_place.Text("a"), _place.Text("original"), _place.Text("taken-3")));
        Assert.Equal(
            ("original", "nowhere"),
            (new FileInfo(_place.PathOf("taken-1")).LinkTarget, new FileInfo(_place.PathOf("taken-2")).LinkTarget));
    }

    [Fact]
    public void What_a_killed_run_left_is_cleared_away_and_what_another_run_is_writing_stays()
    {
        _place.Write(".replay-0.unfinished", "left");
        _place.Write(".replay.json", "{}");
        _place.Write("mine.unfinished", "");
        _place.Link(".replay-1.unfinished", "mine.unfinished");
        using var file = new AtomicFile(_place.PathOf("a"), () => ".replay-2.unfinished");
        AtomicFile.RemoveAbandoned(_place.Root);
        Assert.Equal([".replay-1.unfinished", ".replay-2.unfinished", ".replay.json", "mine.unfinished"], _place.Files("."));
        file.Complete();
        Assert.Equal([".replay-1.unfinished", ".replay.json", "a", "mine.unfinished"], _place.Files("."));
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
