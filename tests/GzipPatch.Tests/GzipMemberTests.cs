namespace GzipPatch.Tests;

/// <summary>What comes before and after the text of a member.</summary>
public sealed class GzipMemberTests
{
    private static readonly byte[] Gzip = Encoders.Compress("text"u8.ToArray());

    [Fact]
    public void A_second_member_is_refused() => AssertRefused([.. Gzip, .. Gzip], Gzip.Length, "another gzip member begins here");

    [Fact]
    public void Bytes_after_the_member_are_refused() => AssertRefused(
        [.. Gzip, 0, 1, 0], Gzip.Length, "3 bytes follow the end of the gzip data");

    [Fact]
    public void A_trailer_that_is_repeated_after_other_bytes_is_refused() => AssertRefused(
        [.. Gzip, 1, 2, 3, .. Gzip[^8..]], Gzip.Length, "11 bytes follow the end of the gzip data");

    [Fact]
    public void Zeros_after_the_member_are_padding()
    {
        byte[] padded = [.. Gzip, .. new byte[1000]];

        Assert.Equal("test"u8.ToArray(), Oracle.Decompress(Edits.Apply(padded, new Edit(2, 1, "s"u8.ToArray()))));
        Assert.Equal(new GzipVerifier().Measure(Gzip), new GzipVerifier().Measure(padded));
    }

    [Fact]
    public void Reserved_flags_are_refused() => AssertRefused(
        [.. Gzip[..3], 0x20, .. Gzip[4..]], 2, "this gzip header names an unknown compression method or flag");

    [Fact]
    public void Another_method_than_deflate_is_refused() => AssertRefused(
        [.. Gzip[..2], 7, .. Gzip[3..]], 2, "this gzip header names an unknown compression method or flag");

    [Fact]
    public void Another_magic_number_is_refused() => AssertRefused([.. "PK"u8, .. Gzip[2..]], 0, "no gzip member begins here");

    [Theory]
    [InlineData(-8)]
    [InlineData(-4)]
    public void A_trailer_that_does_not_fit_the_text_is_refused(int at)
    {
        var damaged = Gzip.ToArray();
        damaged[damaged.Length + at] ^= 1;

        AssertRefused(damaged, Gzip.Length - 8, "the checksum does not fit the text; the file is damaged");
    }

    [Fact]
    public void Members_are_measured_one_after_the_other()
    {
        byte[] members = [.. Gzip, .. Encoders.Compress("more"u8.ToArray())];
        var verifier = new GzipVerifier();

        var first = verifier.MeasureMember(members, 0, out var between);
        var second = verifier.MeasureMember(members, between, out var end);

        Assert.Equal(
            (Digest("text"u8), Gzip.Length, Digest("more"u8), members.Length),
            (first, between, second, end));
    }

    private static TextDigest Digest(ReadOnlySpan<byte> text) => new(text.Length, System.IO.Hashing.Crc32.HashToUInt32(text));

    private static void AssertRefused(byte[] gzip, long offset, string problem)
    {
        foreach (var read in new Action[] { () => Edits.Apply(gzip), () => new GzipVerifier().Measure(gzip) })
        {
            var exception = Assert.Throws<GzipFormatException>(read);
            Assert.Equal((offset, problem), (exception.Offset, exception.Problem));
            Assert.Equal($"byte {offset} of the gzip file: {problem}", exception.Message);
        }
    }
}
