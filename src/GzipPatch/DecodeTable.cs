namespace GzipPatch;

/// <summary>
/// A table that turns the next bits of the stream into a symbol: a root table indexed by <c>RootBits</c> bits,
/// followed by sub-tables for longer codes.
/// </summary>
/// <remarks>
/// An entry's low byte is the number of bits that the symbol takes, extra bits included; bits 8 to 11 are the
/// bits of the code alone; from bit 16 on it holds the literal, or the least length or distance of the symbol.
/// In the entry of a literal, bits 8 and 9 are the number of its literals: two if the index also holds the code of the next one, which is
/// then in bits 24 to 30.
/// In an entry that names a sub-table, these fields are the bits of the root, the index bits of the sub-table, and its place.
/// </remarks>
internal sealed class DecodeTable
{
    public const uint Literal = 0x8000_0000;

    /// <summary>Neither literal, length nor distance: a sub-table, the end of the block, or no code at all.</summary>
    public const uint Exceptional = 0x8000;
    public const uint SubTable = 0x4000;
    public const uint EndOfBlock = 0x2000;

    /// <summary>Where the entry of a literal holds the number of its literals, and the first of them.</summary>
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

        // In a complete code, each root entry that is too short for its codes has at least two of them.
        _entries = new uint[(1 << rootBits) + ((meanings.Length / 2) << (DeflateAlphabet.MaxCodeBits - rootBits))];
    }

    /// <summary>
    /// The entries. An index below 2^RootBits is in bounds. So is the place in a sub-table entry plus any index of as many
    /// bits as the entry says: <see cref="Build"/> has sliced exactly that range to fill it.
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
    /// Most symbols of a block are literals with short codes, so two of them often fit into one index. A pair is built from an entry with a
    /// lower index, so this runs downwards. A branch would be hard to predict, so both entries are built and one is chosen.
    /// </summary>
    private void PairLiterals(Span<uint> root)
    {
        for (var index = root.Length - 1; index >= 0; index--)
        {
            var first = root[index];
            var second = root[index >> (int)(first & 0xF)];
            var bits = (first & 0xF) + (second & 0xF);
            var pair = Literal | ((second << 8) & 0x7F00_0000) | (first & 0x00FF_0000) | (2 << LiteralCountShift) | bits;

            // The highest bit of this is set if both are literals, the second has seven bits, and both codes fit.
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

    /// <summary>The bits after the code may be anything, so every index that ends in the code gets the entry.</summary>
    private static void FillEvery(Span<uint> table, int code, int bits, uint entry)
    {
        for (var index = code; index < table.Length; index += 1 << bits)
        {
            table[index] = entry;
        }
    }

    /// <summary>The low byte of the meaning is the number of extra bits; the bits of the code are added to it.</summary>
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
