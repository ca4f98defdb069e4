using System.Buffers.Binary;

namespace GzipPatch;

/// <summary>The trailer of a gzip member: CRC-32 of the text, and its length modulo 2^32.</summary>
internal static class GzipTrailer
{
    public const int Length = 8;

    /// <summary>Checks that the trailer at a byte offset tells of this text and is the end of the file.</summary>
    public static void Check(ReadOnlySpan<byte> gzip, int offset, TextDigest text)
    {
        var trailer = gzip[offset..];
        if (trailer.Length < Length)
        {
            Corrupt.AtByte(gzip.Length, "truncated trailer");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) != text.Crc32)
        {
            Corrupt.AtByte(offset, "the text's CRC-32 is not the trailer's");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != (uint)text.Length)
        {
            Corrupt.AtByte(offset + 4, "the text's length is not the trailer's");
        }

        CheckEnd(trailer[Length..], offset + Length);
    }

    /// <summary>Writes a trailer.</summary>
    public static void Write(Span<byte> destination, TextDigest text)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, text.Crc32);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], (uint)text.Length);
    }

    private static void CheckEnd(ReadOnlySpan<byte> rest, int offset)
    {
        if (rest is [0x1F, 0x8B, ..])
        {
            throw new NotPatchableException(NotPatchableReason.SeveralMembers, $"gzip: another member begins at byte {offset}");
        }

        if (!rest.IsEmpty)
        {
            throw new NotPatchableException(NotPatchableReason.TrailingBytes, $"gzip: {rest.Length} bytes follow the member at byte {offset}");
        }
    }
}
