using System.IO.Hashing;

namespace GzipPatch.Tests;

/// <summary>Streams that the rules allow but encoders rarely or never write.</summary>
public sealed class HandMadeStreamTests
{
    private static readonly byte[] Far = RandomText.Make(new Random(3), DeflateAlphabet.MaxDistance);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(32_767)]
    [InlineData(32_768)]
    [InlineData(32_770)]
    public void An_edit_may_push_a_source_out_of_reach(int position)
    {
        byte[] text = [.. Far, .. Far[..258]];
        var gzip = new BitStream().FixedBlock(final: true).FixedLiterals(Far).FixedMatch(258, 32_768).EndOfFixedBlock().ToGzip(text);

        Oracle.AssertEdits(gzip, text, [new(position, 0, "x"u8.ToArray())]);
        Oracle.AssertEdits(gzip, text, [new(position, 1, default)]);
        Oracle.AssertEdits(gzip, text, [new(position, 1, "y"u8.ToArray())]);
    }

    [Fact]
    public void Stored_fixed_and_empty_blocks_may_follow_one_another()
    {
        var text = "stored, fixed, fixed, stored!"u8.ToArray();
        var gzip = new BitStream()
            .StoredBlock("stored, "u8)
            .StoredBlock([])
            .FixedBlock().FixedLiterals("fixed, "u8).FixedMatch(7, 7).EndOfFixedBlock()
            .FixedBlock().EndOfFixedBlock()
            .StoredBlock("stored!"u8, final: true)
            .ToGzip(text);

        for (var position = 0; position <= text.Length; position++)
        {
            for (var removed = 0; removed <= text.Length - position; removed++)
            {
                Oracle.AssertEdits(gzip, text, [new(position, removed, "new"u8.ToArray())]);
                Oracle.AssertEdits(gzip, text, [new(position, removed, default)]);
            }
        }
    }

    [Fact]
    public void A_text_without_a_byte_may_get_some()
    {
        byte[][] files =
        [
            new BitStream().FixedBlock(final: true).EndOfFixedBlock().ToGzip([]),
            new BitStream().StoredBlock([], final: true).ToGzip([]),
            new BitStream().StoredBlock([]).FixedBlock().EndOfFixedBlock().StoredBlock([], final: true).ToGzip([]),
        ];
        foreach (var gzip in files)
        {
            Oracle.AssertEdits(gzip, []);
            Oracle.AssertEdits(gzip, [], [new(0, 0, "some"u8.ToArray()), new(0, 0, "bytes"u8.ToArray())]);
        }
    }

    [Fact]
    public void A_match_of_258_bytes_may_be_written_with_the_symbol_before_the_longest()
    {
        byte[] text = [.. Enumerable.Repeat((byte)'z', 259)];
        var gzip = new BitStream().FixedBlock(final: true).FixedLiterals("z"u8)
            .Code(0xC0 + 27 - 23, 8).Bits(31, 5).Code(0, 5)
            .EndOfFixedBlock().ToGzip(text);

        for (var position = 0; position <= text.Length; position++)
        {
            Oracle.AssertEdits(gzip, text, [new(position, 0, "q"u8.ToArray())]);
        }
    }

    [Fact]
    public void A_header_with_every_field_is_kept()
    {
        byte[] fields = [0x1F, 0x8B, 8, 0x1F, 1, 2, 3, 4, 2, 3, 3, 0, 9, 9, 9, .. "name.json\0"u8, .. "a comment\0"u8];
        byte[] header = [.. fields, .. BitConverter.GetBytes((ushort)Crc32.HashToUInt32(fields))];
        var text = "some text"u8.ToArray();
        var gzip = new BitStream().FixedBlock(final: true).FixedLiterals(text).EndOfFixedBlock().ToGzip(text, header);

        var output = Oracle.AssertEdits(gzip, text, [new(4, 1, "more "u8.ToArray())]);

        Assert.Equal(header, output[..header.Length]);
    }

    [Fact]
    public void A_match_may_reach_back_to_the_first_byte_of_the_text()
    {
        var text = "abcabc"u8.ToArray();
        var gzip = new BitStream().FixedBlock(final: true).FixedLiterals("abc"u8).FixedMatch(3, 3).EndOfFixedBlock().ToGzip(text);

        Oracle.AssertEdits(gzip, text, [new(5, 1, "d"u8.ToArray())]);
    }

    [Theory]
    [InlineData("abc", 4)]
    [InlineData("", 1)]
    public void A_match_one_byte_before_the_text_is_corrupt(string before, int distance)
    {
        // A buffer may hold zeros before the first byte of the text, and then the trailer would agree with them.
        byte[] text = [.. System.Text.Encoding.ASCII.GetBytes(before), 0, .. "ab"u8];
        var gzip = new BitStream().FixedBlock(final: true)
            .FixedLiterals(text.AsSpan(0, before.Length)).FixedMatch(3, distance).EndOfFixedBlock().ToGzip(text);

        var editing = Assert.Throws<GzipFormatException>(() => Edits.Apply(gzip));
        var verifying = Assert.Throws<GzipFormatException>(() => new GzipVerifier().Measure(gzip));

        Assert.Equal("a match that reaches back before the text", editing.Problem);
        Assert.Equal(editing.Message, verifying.Message);
    }

    [Fact]
    public void A_header_whose_checksum_is_wrong_is_corrupt()
    {
        byte[] header = [0x1F, 0x8B, 8, 0x02, 0, 0, 0, 0, 0, 3, 1, 2];
        var gzip = new BitStream().FixedBlock(final: true).EndOfFixedBlock().ToGzip([], header);

        var exception = Assert.Throws<GzipFormatException>(() => Edits.Apply(gzip));

        Assert.Equal("byte 10 of the gzip file: the checksum of the gzip header is wrong", exception.Message);
    }
}
