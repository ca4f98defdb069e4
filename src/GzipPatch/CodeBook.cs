using System.Runtime.CompilerServices;

namespace GzipPatch;

/// <summary>The Huffman codes of one block, for writing. A code holds its bits, with their number in the low byte; 0 is no code.</summary>
internal sealed class CodeBook
{
    private const int CountBits = 8;

    private readonly ushort[] _codes = new ushort[DeflateAlphabet.LiteralSlots];
    private readonly uint[] _literals = new uint[DeflateAlphabet.EndOfBlock + 1];
    private readonly uint[] _lengths = new uint[DeflateAlphabet.MaxMatch + 1];
    private readonly int[] _longest = new int[DeflateAlphabet.MaxMatch + 1];
    private readonly uint[] _distances = new uint[DeflateAlphabet.DistanceSymbols];

    public static int CountOf(uint code) => (int)(code & 0xFF);

    public static uint BitsOf(uint code) => code >> CountBits;

    public uint EndOfBlock => _literals[DeflateAlphabet.EndOfBlock];

    public uint Literal(byte value) => _literals[value];

    /// <summary>The code of a match length, extra bits included.</summary>
    public uint Length(int length) => _lengths[length];

    /// <summary>The longest length up to this one that has a code, or 0.</summary>
    public int LongestLength(int length) => _longest[length];

    /// <summary>The bits of a distance, code and extra bits; false if there is no code for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGetDistance(int distance, out ulong bits, out int count)
    {
        var symbol = DeflateAlphabet.DistanceSymbol(distance);
        var extraBits = DeflateAlphabet.DistanceExtraBits(symbol);
        var code = _distances[symbol];
        bits = BitsOf(code) | ((((uint)distance - 1) & ((1u << extraBits) - 1)) << CountOf(code));
        count = CountOf(code) + extraBits;
        return code != 0;
    }

    /// <summary>How many bits a distance takes; it must have a code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int DistanceBits(int distance)
    {
        var symbol = DeflateAlphabet.DistanceSymbol(distance);
        return CountOf(_distances[symbol]) + DeflateAlphabet.DistanceExtraBits(symbol);
    }

    public void Load(ReadOnlySpan<byte> literalLengths, ReadOnlySpan<byte> distanceLengths)
    {
        CanonicalCode.Assign(distanceLengths, _codes);
        for (var symbol = 0; symbol < _distances.Length; symbol++)
        {
            _distances[symbol] = Pack(_codes[symbol], distanceLengths[symbol]);
        }

        CanonicalCode.Assign(literalLengths, _codes);
        for (var symbol = 0; symbol < _literals.Length; symbol++)
        {
            _literals[symbol] = Pack(_codes[symbol], literalLengths[symbol]);
        }

        for (var length = DeflateAlphabet.MinMatch; length <= DeflateAlphabet.MaxMatch; length++)
        {
            var symbol = DeflateAlphabet.LengthSymbol(length);
            int bits = literalLengths[DeflateAlphabet.FirstLength + symbol];
            var extra = (uint)(length - DeflateAlphabet.LengthBase(symbol));
            var code = _codes[DeflateAlphabet.FirstLength + symbol] | (extra << bits);
            _lengths[length] = bits == 0 ? 0 : Pack(code, bits + DeflateAlphabet.LengthExtraBits(symbol));
            _longest[length] = bits == 0 ? _longest[length - 1] : length;
        }
    }

    private static uint Pack(uint bits, int count) => count == 0 ? 0 : (bits << CountBits) | (uint)count;
}
