namespace GzipPatch;

/// <summary>
/// The Huffman codes that code lengths define (RFC 1951, 3.2.2). They are bit-reversed: deflate writes codes from their first bit, and
/// words are filled from their lowest.
/// </summary>
internal static class CanonicalCode
{
    /// <summary>Fills in the code of every symbol that has one.</summary>
    public static void Assign(ReadOnlySpan<byte> lengths, Span<ushort> codes)
    {
        Span<int> next = stackalloc int[DeflateAlphabet.MaxCodeBits + 2];
        Count(lengths, next);
        var code = 0;
        for (var bits = 1; bits <= DeflateAlphabet.MaxCodeBits; bits++)
        {
            (next[bits], code) = (code, (code + next[bits]) << 1);
        }

        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            int bits = lengths[symbol];
            if (bits != 0)
            {
                codes[symbol] = Reverse(next[bits]++, bits);
            }
        }
    }

    /// <summary>
    /// Whether the lengths describe a complete code: every sequence of bits means something, and only one thing.
    /// Like zlib, this also accepts a single symbol with a one-bit code, and no symbol at all, if <paramref name="lone"/> is set.
    /// </summary>
    public static bool IsComplete(ReadOnlySpan<byte> lengths, bool lone)
    {
        Span<int> counts = stackalloc int[DeflateAlphabet.MaxCodeBits + 2];
        Count(lengths, counts);
        var open = 1;
        var used = 0;
        for (var bits = 1; bits <= DeflateAlphabet.MaxCodeBits; bits++)
        {
            open = (open << 1) - counts[bits];
            used += counts[bits];
            if (open < 0)
            {
                return false;
            }
        }

        return open == 0 || (lone && (used == 0 || (used == 1 && counts[1] == 1)));
    }

    private static void Count(ReadOnlySpan<byte> lengths, Span<int> counts)
    {
        counts.Clear();
        foreach (var bits in lengths)
        {
            counts[bits]++;
        }

        counts[0] = 0;
    }

    private static ushort Reverse(int code, int bits)
    {
        var value = (uint)code;
        value = ((value & 0x5555) << 1) | ((value >> 1) & 0x5555);
        value = ((value & 0x3333) << 2) | ((value >> 2) & 0x3333);
        value = ((value & 0x0F0F) << 4) | ((value >> 4) & 0x0F0F);
        value = ((value & 0x00FF) << 8) | (value >> 8);
        return (ushort)(value >> (16 - bits));
    }
}
