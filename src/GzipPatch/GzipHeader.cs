using System.Buffers.Binary;
using GzipPatch.Checksums;

namespace GzipPatch;

/// <summary>The header of a gzip member (RFC 1952, 2.3). Only its length matters here; its bytes are kept as they are.</summary>
internal static class GzipHeader
{
    private const byte HeaderCrc = 0x02, Extra = 0x04, Name = 0x08, Comment = 0x10, Reserved = 0xE0;
    private const int FixedLength = 10, Deflate = 8;

    /// <summary>Whether bytes begin as every gzip member does.</summary>
    public static bool IsMagic(ReadOnlySpan<byte> bytes) => bytes is [0x1F, 0x8B, ..];

    /// <summary>Finds where the deflate stream of a member begins.</summary>
    /// <param name="gzip">The whole file.</param>
    /// <param name="start">Where the member begins.</param>
    public static int FindEnd(ReadOnlySpan<byte> gzip, int start)
    {
        var header = gzip[start..];
        if (header.Length < FixedLength)
        {
            Corrupt.CutOff(gzip.Length);
        }

        if (!IsMagic(header))
        {
            Corrupt.AtByte(start, "no gzip member begins here");
        }

        var flags = header[3];
        if (header[2] != Deflate || (flags & Reserved) != 0)
        {
            Corrupt.AtByte(start + 2, "this gzip header names an unknown compression method or flag");
        }

        var at = start + FixedLength;
        if ((flags & Extra) != 0)
        {
            at = Skip(gzip, at, 2);
            at = Skip(gzip, at, BinaryPrimitives.ReadUInt16LittleEndian(gzip[(at - 2)..]));
        }

        if ((flags & Name) != 0)
        {
            at = SkipZeroTerminated(gzip, at);
        }

        if ((flags & Comment) != 0)
        {
            at = SkipZeroTerminated(gzip, at);
        }

        return (flags & HeaderCrc) != 0 ? CheckCrc(gzip, start, at) : at;
    }

    private static int Skip(ReadOnlySpan<byte> gzip, int at, int count)
    {
        if (gzip.Length - at < count)
        {
            Corrupt.CutOff(gzip.Length);
        }

        return at + count;
    }

    private static int SkipZeroTerminated(ReadOnlySpan<byte> gzip, int at)
    {
        var length = gzip[at..].IndexOf((byte)0);
        if (length < 0)
        {
            Corrupt.CutOff(gzip.Length);
        }

        return at + length + 1;
    }

    private static int CheckCrc(ReadOnlySpan<byte> gzip, int start, int at)
    {
        var end = Skip(gzip, at, 2);
        if ((ushort)TextCrc.Of(gzip[start..at]) != BinaryPrimitives.ReadUInt16LittleEndian(gzip[at..]))
        {
            Corrupt.AtByte(at, "the checksum of the gzip header is wrong");
        }

        return end;
    }
}
