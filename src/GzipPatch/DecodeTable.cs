namespace GzipPatch;

/// <summary>
/// A table that turns the next bits of the stream into a symbol: a root table indexed by <c>RootBits</c> bits,
/// and sub-tables behind it for longer codes.
/// </summary>
/// <remarks>
/// An entry's low byte is the number of bits that the symbol takes, extra bits included; bits 8 to 11 are the
/// bits of the code alone; from bit 16 up stands the literal, or the smallest length or distance of the symbol.
/// A literal's entry has in bits 8 and 9 the number of its literals: two if the next one's code lies within the index too, and then the
/// second stands in bits 24 to 30.
/// For an entry that names a sub-table those are: the root's bits, the sub-table's index bits, and its place.
/// </remarks>
internal sealed class DecodeTable
{
    public const uint Literal = 0x8000_0000;

    /// <summary>Neither literal, length nor distance: a sub-table, the end of the block, or no code at all.</summary>
    public const uint Exceptional = 0x8000;
    public const uint SubTable = 0x4000;
    public const uint EndOfBlock = 0x2000;

    /// <summary>Where a literal's entry has the number of its literals, and the first of them.</summary>
    public const int LiteralCountShift = 8, FirstLiteralShift = 16;

    public const int LiteralRootBits = 10;
    public const int DistanceRootBits = 9;

    private readonly int _rootBits;
    private readonly uint[] _meanings;
    private readonly uint[] _entries;
    private readonly ushort[] _codes;

    private DecodeTable(int rootBits, uint[] meanings)
    {
        _rootBits = rootBits;
        _meanings = meanings;
        _codes = new ushort[meanings.Length];

        // A complete code has at least two codes behind each root entry that is too short for them.
        _entries = new uint[(1 << rootBits) + ((meanings.Length / 2) << (DeflateAlphabet.MaxCodeBits - rootBits))];
    }

    /// <summary>
    /// The entries. An index below 2^RootBits is in bounds, and so is the place that a sub-table entry names plus
    /// any index of as many bits as it says: <see cref="Build"/> has sliced exactly that range to fill it.
    /// </summary>
    public ReadOnlySpan<uint> Entries => _entries;

    public static DecodeTable ForLiterals() => new(LiteralRootBits, LiteralMeanings());

    public static DecodeTable ForDistances() => new(DistanceRootBits, DistanceMeanings());

    /// <summary>Builds the table from code lengths that <see cref="CanonicalCode.IsComplete"/> has accepted.</summary>
    public void Build(ReadOnlySpan<byte> lengths)
    {
        CanonicalCode.Assign(lengths, _codes);
        var root = _entries.AsSpan(0, 1 << _rootBits);
        root.Fill(Exceptional);
        var longest = 0;
        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            int bits = lengths[symbol];
            longest = Math.Max(longest, bits);
            if (bits != 0 && bits <= _rootBits)
            {
                FillEvery(root, _codes[symbol], bits, Entry(symbol, bits));
            }
        }

        if (longest > _rootBits)
        {
            BuildSubTables(lengths, root, longest - _rootBits);
        }

        PairLiterals(root);
    }

    /// <summary>
    /// Most of a block's symbols are literals with short codes, so two of them often fit into one index. An entry is made of one with a
    /// lower index, so the way goes down. Whether there is a pair cannot be foretold, so both entries are made and one is taken.
    /// </summary>
    private void PairLiterals(Span<uint> root)
    {
        for (var index = root.Length - 1; index >= 0; index--)
        {
            var first = root[index];
            var second = root[index >> (int)(first & 0xF)];
            var bits = (first & 0xF) + (second & 0xF);
            var pair = Literal | ((second << 8) & 0x7F00_0000) | (first & 0x00FF_0000) | (2 << LiteralCountShift) | bits;

            // The highest bit of these: both are literals, the second has seven bits, and both codes fit.
            var fits = first & second & ~(second << 8) & (bits - (uint)_rootBits - 1);
            root[index] = (int)fits < 0 ? pair : first;
        }
    }

    private void BuildSubTables(ReadOnlySpan<byte> lengths, Span<uint> root, int indexBits)
    {
        var place = root.Length;
        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            var bits = lengths[symbol] - _rootBits;
            if (bits <= 0)
            {
                continue;
            }

            ref var entry = ref root[_codes[symbol] & (root.Length - 1)];
            if ((entry & SubTable) == 0)
            {
                entry = Exceptional | SubTable | ((uint)place << 16) | ((uint)indexBits << 8) | (uint)_rootBits;
                _entries.AsSpan(place, 1 << indexBits).Fill(Exceptional);
                place += 1 << indexBits;
            }

            FillEvery(_entries.AsSpan((int)(entry >> 16), 1 << indexBits), _codes[symbol] >> _rootBits, bits, Entry(symbol, bits));
        }
    }

    /// <summary>Bits beyond the code may be anything, so the entry stands at every index that ends in the code.</summary>
    private static void FillEvery(Span<uint> table, int code, int bits, uint entry)
    {
        for (var index = code; index < table.Length; index += 1 << bits)
        {
            table[index] = entry;
        }
    }

    /// <summary>The meaning has the extra bits in its low byte; those of the code come on top.</summary>
    private uint Entry(int symbol, int bits)
    {
        var meaning = _meanings[symbol];
        return meaning + (uint)bits + ((meaning & Literal) != 0 ? 1u << LiteralCountShift : (uint)bits << 8);
    }

    private static uint[] LiteralMeanings()
    {
        var meanings = new uint[DeflateAlphabet.LiteralSlots];
        Array.Fill(meanings, Exceptional);
        for (var literal = 0; literal < DeflateAlphabet.EndOfBlock; literal++)
        {
            meanings[literal] = Literal | ((uint)literal << 16);
        }

        meanings[DeflateAlphabet.EndOfBlock] = Exceptional | EndOfBlock;
        for (var symbol = 0; symbol < DeflateAlphabet.LengthSymbols; symbol++)
        {
            meanings[DeflateAlphabet.FirstLength + symbol] =
                ((uint)DeflateAlphabet.LengthBase(symbol) << 16) | (uint)DeflateAlphabet.LengthExtraBits(symbol);
        }

        return meanings;
    }

    private static uint[] DistanceMeanings()
    {
        var meanings = new uint[DeflateAlphabet.DistanceSlots];
        Array.Fill(meanings, Exceptional);
        for (var symbol = 0; symbol < DeflateAlphabet.DistanceSymbols; symbol++)
        {
            meanings[symbol] = ((uint)DeflateAlphabet.DistanceBase(symbol) << 16) | (uint)DeflateAlphabet.DistanceExtraBits(symbol);
        }

        return meanings;
    }
}
