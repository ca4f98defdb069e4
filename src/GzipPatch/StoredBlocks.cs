using System.Buffers.Binary;

namespace GzipPatch;

/// <summary>Writes text as stored blocks (RFC 1951, 3.2.4).</summary>
internal static class StoredBlocks
{
    private const int MaxLength = ushort.MaxValue, HeaderBits = 3;

    public static void Write(BitWriter writer, ReadOnlySpan<byte> text)
    {
        Span<byte> lengths = stackalloc byte[4];
        while (!text.IsEmpty)
        {
            var piece = text[..Math.Min(text.Length, MaxLength)];
            writer.Put(0, HeaderBits);
            writer.AlignToByte();
            BinaryPrimitives.WriteUInt16LittleEndian(lengths, (ushort)piece.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(lengths[2..], (ushort)~piece.Length);
            writer.PutBytes(lengths);
            writer.PutBytes(piece);
            text = text[piece.Length..];
        }
    }
}
