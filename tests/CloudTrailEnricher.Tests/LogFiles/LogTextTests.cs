using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Tests.LogFiles;

public sealed class LogTextTests
{
    private static readonly byte[] Whole = Samples.Gzip("hello, world");

    [Fact]
    public void The_magic_number_distinguishes_compressed_from_plain_text()
    {
        Assert.Equal("hello, world", Read(Whole));
        Assert.Equal("hello, world", Read(Samples.Utf8("hello, world")));
    }

    [Fact]
    public void Several_members_are_one_text() =>
        Assert.Equal("hello, world! and more", Read([.. Whole, .. Samples.Gzip("! and"), .. Samples.Gzip(" more")]));

    [Fact]
    public void Every_truncation_is_noticed()
    {
        for (var length = 2; length < Whole.Length; length++)
        {
            var error = Assert.Throws<LogFileException>(() => Read(Whole[..length]));
            Assert.Equal($"test: byte {length} of the gzip file: the gzip data is cut off here; fetch the object again", error.Message);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5000)]
    public void Zeros_after_the_last_member_are_padding(int count)
    {
        Assert.Equal("hello, world", Read([.. Whole, .. new byte[count]]));
        Assert.Equal("hello, world!", Read([.. Whole, .. Samples.Gzip("!"), .. new byte[count]]));
    }

    [Fact]
    public void A_trailer_that_is_repeated_after_other_bytes_is_noticed()
    {
        var error = Assert.Throws<LogFileException>(() => Read([.. Whole, 1, 2, 3, .. Whole[^8..]]));
        Assert.Equal(
            $"test: byte {Whole.Length} of the gzip file: 11 bytes follow the end of the gzip data; cut them off, or fetch the object " +
            $"again",
            error.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5000)]
    public void Bytes_after_the_last_member_are_noticed(int count)
    {
        var error = Assert.Throws<LogFileException>(() => Read([.. Whole, .. new byte[count - 1], 1]));
        Assert.Equal(
            $"test: byte {Whole.Length} of the gzip file: {count} bytes follow the end of the gzip data; cut them off, or fetch the " +
            $"object again",
            error.Message);
    }

    [Fact]
    public void A_wrong_checksum_or_length_is_noticed()
    {
        foreach (var at in new[] { 1, 5 })
        {
            var damaged = (byte[])Whole.Clone();
            damaged[^at] ^= 1;
            Assert.Throws<LogFileException>(() => Read(damaged));
        }
    }

    [Fact]
    public void A_zip_bomb_stops_at_the_limit()
    {
        var bomb = Samples.Gzip(new byte[50_000_000]);
        var error = Assert.Throws<LogFileException>(() => Read(bomb, limit: 1_000_000));
        Assert.Equal(
            "test: byte 1000000 of the text: the text is longer than the limit of 1000000 bytes; if the file is valid, raise the limit",
            error.Message);
    }

    private static string Read(byte[] content, long limit = 1 << 20)
    {
        using var text = LogText.Open("test", content, new ReadLimits { TextBytes = limit });
        using var reader = new StreamReader(text);
        return reader.ReadToEnd();
    }
}
