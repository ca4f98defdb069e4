using CloudTrailEnricher.Copies;

namespace CloudTrailEnricher.Tests.Copies;

public sealed class EnrichedPrefixTests
{
    [Theory]
    [InlineData("enriched")]
    [InlineData("enriched/")]
    public void A_copy_keeps_the_whole_key_after_the_prefix(string value)
    {
        var prefix = new EnrichedPrefix(value);
        Assert.Equal("enriched/AWSLogs/x.json.gz", prefix.KeyFor("AWSLogs/x.json.gz"));
        Assert.True(prefix.Contains("enriched/AWSLogs/x.json.gz"));
        Assert.False(prefix.Contains("enriched-by-others/AWSLogs/x.json.gz"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/enriched")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    public void A_prefix_that_makes_no_sense_is_refused(string value)
    {
        var error = Assert.Throws<ArgumentException>(() => new EnrichedPrefix(value));
        Assert.StartsWith($"Enriched prefix \"{value}\": must be 1 to 200 characters", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AWSLogs", "")]
    [InlineData("AWSLogs/copies", "")]
    [InlineData("logs/AWSLogs/copies", "logs/")]
    [InlineData("logs", "logs")]
    [InlineData("logs", "logs/all")]
    public void A_prefix_that_overlaps_the_log_files_is_refused(string prefix, string trailPrefix)
    {
        var error = Assert.Throws<ArgumentException>(() => new EnrichedPrefix(prefix).MustLieOutside(trailPrefix));
        Assert.Contains("overlap", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("enriched", "")]
    [InlineData("logs-enriched", "logs")]
    [InlineData("logs/enriched", "logs")]
    public void A_sibling_prefix_is_accepted(string prefix, string trailPrefix) => new EnrichedPrefix(prefix).MustLieOutside(trailPrefix);
}
