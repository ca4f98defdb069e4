namespace GzipPatch;

/// <summary>How the text of a block is written.</summary>
internal enum BlockKind
{
    Stored,
    Fixed,
    Dynamic,
}

/// <summary>Reads the header of a deflate block (RFC 1951, 3.2.3 to 3.2.7).</summary>
internal static class BlockHeader
{
    private const int MaxLiteralLengths = 286, MaxDistanceLengths = 30;
    private const int CopyPrevious = 16, FewZeros = 17;

    private static ReadOnlySpan<byte> CodeLengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Reads the header at <paramref name="bit"/>, moves the bit to its end and describes the block.</summary>
    public static void Read(DeflateInput input, ref long bit, DeflateBlock block)
    {
        block.HeaderBit = bit;
        var bits = Take(input, ref bit, 3);
        block.IsFinal = (bits & 1) != 0;
        switch (bits >> 1)
        {
            case 0:
                block.Kind = BlockKind.Stored;
                block.StoredLength = ReadStoredLength(input, ref bit);
                break;
            case 1:
                block.Kind = BlockKind.Fixed;
                FixedCode.LiteralLengths.CopyTo(block.LiteralLengths);
                FixedCode.DistanceLengths.CopyTo(block.DistanceLengths);
                break;
            case 2:
                block.Kind = BlockKind.Dynamic;
                ReadCodeLengths(input, ref bit, block);
                break;
            default:
                Corrupt.AtBit(block.HeaderBit, "a deflate block of the reserved type");
                break;
        }

        input.ThrowIfInTrailer(bit);
        block.BodyBit = bit;
    }

    private static int ReadStoredLength(DeflateInput input, ref long bit)
    {
        bit = (bit + 7) & ~7L;
        var at = bit;
        var length = Take(input, ref bit, 16);
        if ((length ^ Take(input, ref bit, 16)) != 0xFFFF)
        {
            Corrupt.AtBit(at, "a stored block's length and its complement disagree");
        }

        return length;
    }

    private static void ReadCodeLengths(DeflateInput input, ref long bit, DeflateBlock block)
    {
        var literals = Take(input, ref bit, 5) + DeflateAlphabet.FirstLength;
        var distances = Take(input, ref bit, 5) + 1;
        if (literals > MaxLiteralLengths || distances > MaxDistanceLengths)
        {
            Corrupt.AtBit(block.HeaderBit, "this block has more codes than there are symbols");
        }

        Span<byte> lengths = stackalloc byte[MaxLiteralLengths + MaxDistanceLengths];
        lengths = lengths[..(literals + distances)];
        ReadLengths(input, ref bit, block.HeaderBit, lengths);
        CopyPadded(lengths[..literals], block.LiteralLengths);
        CopyPadded(lengths[literals..], block.DistanceLengths);
        if (block.LiteralLengths[DeflateAlphabet.EndOfBlock] == 0
            || !CanonicalCode.IsComplete(block.LiteralLengths, lone: true)
            || !CanonicalCode.IsComplete(block.DistanceLengths, lone: true))
        {
            Corrupt.AtBit(block.HeaderBit, "the code lengths of this block are not a valid code");
        }
    }

    private static void ReadLengths(DeflateInput input, ref long bit, long headerBit, Span<byte> lengths)
    {
        Span<byte> symbols = stackalloc byte[128];
        Span<byte> widths = stackalloc byte[CodeLengthOrder.Length];
        ReadCodeLengthCode(input, ref bit, headerBit, widths, symbols);
        for (var filled = 0; filled < lengths.Length;)
        {
            var next = input.Peek(bit);
            var symbol = symbols[(int)(next & 127)];
            var width = widths[symbol];
            bit += width;
            if (symbol < CopyPrevious)
            {
                lengths[filled++] = symbol;
                continue;
            }

            var (least, extraBits) = symbol switch { CopyPrevious => (3, 2), FewZeros => (3, 3), _ => (11, 7) };
            var repeat = least + (int)((next >> width) & ((1u << extraBits) - 1));
            bit += extraBits;
            if (repeat > lengths.Length - filled || (symbol == CopyPrevious && filled == 0))
            {
                Corrupt.AtBit(headerBit, "a repeat of code lengths does not fit into this block");
            }

            lengths.Slice(filled, repeat).Fill(symbol == CopyPrevious ? lengths[filled - 1] : (byte)0);
            filled += repeat;
        }
    }

    /// <summary>The code lengths are coded themselves, with a code of at most seven bits.</summary>
    private static void ReadCodeLengthCode(DeflateInput input, ref long bit, long headerBit, Span<byte> widths, Span<byte> symbols)
    {
        var count = Take(input, ref bit, 4) + 4;
        widths.Clear();
        foreach (var symbol in CodeLengthOrder[..count])
        {
            widths[symbol] = (byte)Take(input, ref bit, 3);
        }

        if (!CanonicalCode.IsComplete(widths, lone: false))
        {
            Corrupt.AtBit(headerBit, "the code for the code lengths of this block is not valid");
        }

        Span<ushort> codes = stackalloc ushort[widths.Length];
        CanonicalCode.Assign(widths, codes);
        for (var symbol = 0; symbol < widths.Length; symbol++)
        {
            for (int index = codes[symbol]; widths[symbol] != 0 && index < symbols.Length; index += 1 << widths[symbol])
            {
                symbols[index] = (byte)symbol;
            }
        }
    }

    private static void CopyPadded(ReadOnlySpan<byte> lengths, Span<byte> destination)
    {
        lengths.CopyTo(destination);
        destination[lengths.Length..].Clear();
    }

    private static int Take(DeflateInput input, ref long bit, int count)
    {
        var value = (int)(input.Peek(bit) & ((1u << count) - 1));
        bit += count;
        return value;
    }
}
