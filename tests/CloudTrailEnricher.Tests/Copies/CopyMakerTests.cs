using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Tests.Copies;

public sealed class CopyMakerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_a_file_without_redacted_records_the_copy_is_the_source(bool recompress)
    {
        // Compressed otherwise than we would.
        var content = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(content, System.IO.Compression.CompressionLevel.Fastest))
        {
            gzip.Write(
                Samples.Utf8(Samples.File([.. Enumerable.Range(0, 500).Select(number => Samples.SwitchRole(eventId: $"s-{number}"))])));
        }

        var copy = new CopyMaker(new PassOptions { Recompress = recompress }, collectOutcomes: false)
            .Make("test.json.gz", new SourceFile(content.ToArray(), null, default, default), Samples.NoEvidence);
        Assert.Equal(500, copy.Counts.Records);
        Assert.Equal(content.ToArray(), copy.Content.ToArray());
    }

    [Fact]
    public void Text_before_a_late_first_edit_is_in_the_copy()
    {
        var before = Enumerable.Range(0, 2_000).Select(number => Samples.SwitchRole(eventId: $"s-{number}"));
        var index = new InMemoryEvidence();
        index.Put(Samples.Scan(Samples.File(Samples.SwitchRole())).Evidence);
        var (text, counts) = Samples.EnrichWith(Samples.File([.. before, Samples.Redacted()]), index);
        Assert.Equal(2, counts.Recovered);
        Assert.StartsWith(Samples.File([.. before])[..^2], text, StringComparison.Ordinal);
    }
}
