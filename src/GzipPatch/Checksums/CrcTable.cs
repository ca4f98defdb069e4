using System.Buffers.Binary;

namespace GzipPatch.Checksums;

/// <summary>The CRC-32 register by tables: eight bytes at a time, as in Kounavis and Berry's "slicing-by-8".</summary>
internal static class CrcTable
{
    private const uint Polynomial = 0xEDB88320;
    private const int Slices = 8, SliceLength = 256;

    /// <summary>For each of eight places, what a byte there does to the register eight bytes later.</summary>
    private static readonly uint[] Table = MakeTable();

    public static uint Append(uint register, ReadOnlySpan<byte> bytes)
    {
        var table = Table.AsSpan(0, Slices * SliceLength);
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            register = Append(table, BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ register);
        }

        foreach (var value in bytes)
        {
            register = table[(byte)register ^ value] ^ (register >> 8);
        }

        return register;
    }

    private static uint Append(ReadOnlySpan<uint> table, ulong word) =>
        table[(7 * SliceLength) + (byte)word]
        ^ table[(6 * SliceLength) + (byte)(word >> 8)]
        ^ table[(5 * SliceLength) + (byte)(word >> 16)]
        ^ table[(4 * SliceLength) + (byte)(word >> 24)]
        ^ table[(3 * SliceLength) + (byte)(word >> 32)]
        ^ table[(2 * SliceLength) + (byte)(word >> 40)]
        ^ table[SliceLength + (byte)(word >> 48)]
        ^ table[(byte)(word >> 56)];

    private static uint[] MakeTable()
    {
        var table = new uint[Slices * SliceLength];
        for (uint value = 0; value < SliceLength; value++)
        {
            var register = value;
            for (var bit = 0; bit < 8; bit++)
            {
                register = (register >> 1) ^ (Polynomial & (0 - (register & 1)));
            }

            table[value] = register;
        }

        for (var at = SliceLength; at < table.Length; at++)
        {
            var before = table[at - SliceLength];
            table[at] = table[(byte)before] ^ (before >> 8);
        }

        return table;
    }
}
