using System.Buffers.Binary;
using System.IO.Hashing;

namespace GzipPatch;

/// <summary>The header of a gzip member (RFC 1952, 2.3). Only its length matters here: the bytes are kept as they are.</summary>
internal static class GzipHeader
{
    private const byte HeaderCrc = 0x02, Extra = 0x04, Name = 0x08, Comment = 0x10, Reserved = 0xE0;
    private const int FixedLength = 10;

    /// <summary>Gives the length of the header in bytes, which is where the deflate stream begins.</summary>
    public static int Measure(ReadOnlySpan<byte> gzip)
    {
        if (gzip.Length < FixedLength)
        {
            Corrupt.AtByte(gzip.Length, "truncated header");
        }

        if (gzip[0] != 0x1F || gzip[1] != 0x8B || gzip[2] != 8)
        {
            Corrupt.AtByte(0, "no gzip header with the deflate method");
        }

        var flags = gzip[3];
        if ((flags & Reserved) != 0)
        {
            throw new NotPatchableException(NotPatchableReason.UnknownFlags, $"gzip: reserved flags 0x{flags & Reserved:X2} at byte 3");
        }

        var at = FixedLength;
        if ((flags & Extra) != 0)
        {
            at = After(gzip, at, 2);
            at = After(gzip, at, BinaryPrimitives.ReadUInt16LittleEndian(gzip[(at - 2)..]));
        }

        if ((flags & Name) != 0)
        {
            at = AfterZero(gzip, at);
        }

        if ((flags & Comment) != 0)
        {
            at = AfterZero(gzip, at);
        }

        return (flags & HeaderCrc) != 0 ? AfterCrc(gzip, at) : at;
    }

    private static int After(ReadOnlySpan<byte> gzip, int at, int count)
    {
        if (gzip.Length - at < count)
        {
            Corrupt.AtByte(gzip.Length, "truncated header");
        }

        return at + count;
    }

    private static int AfterZero(ReadOnlySpan<byte> gzip, int at)
    {
        var length = gzip[at..].IndexOf((byte)0);
        if (length < 0)
        {
            Corrupt.AtByte(gzip.Length, "truncated header");
        }

        return at + length + 1;
    }

    private static int AfterCrc(ReadOnlySpan<byte> gzip, int at)
    {
        var end = After(gzip, at, 2);
        if ((ushort)Crc32.HashToUInt32(gzip[..at]) != BinaryPrimitives.ReadUInt16LittleEndian(gzip[at..]))
        {
            Corrupt.AtByte(at, "the header's checksum is wrong");
        }

        return end;
    }
}
