using System.Buffers;
using System.Text;

namespace GzipPatch.Tests;

public sealed class GzipPatcherTests
{
    private static readonly byte[] Text = "The quick brown fox jumps over the lazy dog. The quick brown fox sleeps."u8.ToArray();

    [Fact]
    public void A_word_is_replaced()
    {
        var output = GzipPatcher.Apply(Encoders.Compress(Text), [new(10, 5, "red"u8.ToArray())]);

        Assert.Equal("The quick red fox jumps over the lazy dog. The quick brown fox sleeps.", Encoding.UTF8.GetString(Oracle.Decompress(output)));
    }

    [Fact]
    public void Without_edits_the_text_stays_and_the_file_grows_by_two_bytes_at_most()
    {
        var gzip = Encoders.Compress(Text);

        var output = Oracle.AssertEdits(gzip, Text);

        Assert.InRange(output.Length, gzip.Length, gzip.Length + 2);
    }

    [Fact]
    public void The_summary_tells_of_both_texts_and_the_output()
    {
        var output = new ArrayBufferWriter<byte>();

        var summary = GzipPatcher.Apply(Encoders.Compress("aaaa"u8.ToArray()), [new(1, 2, "b"u8.ToArray()), new(4, 0, "c"u8.ToArray())], output);

        var expected = new GzipEditSummary(new(4, 0xAD98E545), new(4, System.IO.Hashing.Crc32.HashToUInt32("abac"u8)), output.WrittenCount, 2);
        Assert.Equal(expected, summary);
    }

    [Fact]
    public void Edits_out_of_order_are_refused()
    {
        var gzip = Encoders.Compress(Text);

        Assert.Throws<ArgumentException>(() => GzipPatcher.Apply(gzip, [new(10, 5, default), new(14, 0, "x"u8.ToArray())]));
    }

    [Theory]
    [InlineData(72, 1)]
    [InlineData(73, 0)]
    [InlineData(0, 1000)]
    public void An_edit_past_the_end_of_the_text_is_refused(long position, int removed)
    {
        var gzip = Encoders.Compress(Text);

        var exception = Assert.Throws<ArgumentException>(() => GzipPatcher.Apply(gzip, [new(position, removed, "x"u8.ToArray())]));

        Assert.StartsWith($"The edit at {position} reaches past the end of the text.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_edit_with_a_negative_length_is_refused()
    {
        var gzip = Encoders.Compress(Text);

        Assert.Throws<ArgumentException>(() => GzipPatcher.Apply(gzip, [new(0, -1, default)]));
    }
}
