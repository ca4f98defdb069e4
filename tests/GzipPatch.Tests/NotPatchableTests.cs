namespace GzipPatch.Tests;

public sealed class NotPatchableTests
{
    private static readonly byte[] Gzip = Encoders.Compress("text"u8.ToArray());

    [Fact]
    public void A_second_member_is_told_apart() => AssertRefused(
        [.. Gzip, .. Gzip], NotPatchableReason.SeveralMembers, $"gzip: another member begins at byte {Gzip.Length}");

    [Fact]
    public void Trailing_bytes_are_told_apart() => AssertRefused(
        [.. Gzip, 0, 0], NotPatchableReason.TrailingBytes, $"gzip: 2 bytes follow the member at byte {Gzip.Length}");

    [Fact]
    public void Reserved_flags_are_told_apart() => AssertRefused(
        [.. Gzip[..3], 0x20, .. Gzip[4..]], NotPatchableReason.UnknownFlags, "gzip: reserved flags 0x20 at byte 3");

    private static void AssertRefused(byte[] gzip, NotPatchableReason reason, string message)
    {
        var exception = Assert.Throws<NotPatchableException>(() => GzipPatcher.Apply(gzip, []));
        Assert.Equal((reason, message), (exception.Reason, exception.Message));

        exception = Assert.Throws<NotPatchableException>(() => new GzipVerifier().Measure(gzip));
        Assert.Equal((reason, message), (exception.Reason, exception.Message));
    }
}
