using System.Buffers.Binary;

namespace GzipPatch;

/// <summary>The trailer of a gzip member (RFC 1952, 2.3.1): the CRC-32 of the text, and its length modulo 2^32.</summary>
internal static class GzipTrailer
{
    public const int Length = 8;

    /// <summary>Checks that the trailer at a byte offset belongs to this text, and returns the offset after it.</summary>
    public static int Check(ReadOnlySpan<byte> gzip, int offset, TextDigest text)
    {
        if (gzip.Length - offset < Length)
        {
            Corrupt.CutOff(gzip.Length);
        }

        Span<byte> expected = stackalloc byte[Length];
        Write(expected, text);
        if (!gzip.Slice(offset, Length).SequenceEqual(expected))
        {
            Corrupt.AtByte(offset, "the checksum does not fit the text; the file is damaged");
        }

        return offset + Length;
    }

    /// <summary>Checks that nothing follows the last member but zeros, which tape drives and some tools pad files with.</summary>
    public static void CheckEnd(ReadOnlySpan<byte> gzip, int offset)
    {
        var rest = gzip[offset..];
        if (!IsPadding(rest))
        {
            Corrupt.AtByte(
                offset,
                GzipHeader.IsMagic(rest) ? "another gzip member begins here" : $"{rest.Length} bytes follow the end of the gzip data");
        }
    }

    /// <summary>Whether the bytes after a member mean nothing.</summary>
    public static bool IsPadding(ReadOnlySpan<byte> rest) => !rest.ContainsAnyExcept((byte)0);

    /// <summary>Writes the trailer of a text.</summary>
    public static void Write(Span<byte> destination, TextDigest text)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, text.Crc32);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], (uint)text.Length);
    }
}
