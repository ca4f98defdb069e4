using System.Numerics;
using System.Runtime.CompilerServices;

namespace GzipPatch;

/// <summary>
/// The symbols of deflate (RFC 1951, 3.2.5): 256 literals, end of block, 29 length symbols and 30 distance symbols.
/// The tables of the RFC are regular except for the length 258, so they are computed.
/// </summary>
internal static class DeflateAlphabet
{
    public const int EndOfBlock = 256;
    public const int FirstLength = 257;
    public const int LengthSymbols = 29;
    public const int DistanceSymbols = 30;

    /// <summary>Room for the code lengths of either alphabet, with the two symbols of each that never occur.</summary>
    public const int LiteralSlots = 288;
    public const int DistanceSlots = 32;

    public const int MinMatch = 3;
    public const int MaxMatch = 258;
    public const int MaxDistance = 32768;
    public const int MaxCodeBits = 15;

    private const int LongestLengthSymbol = 28;

    /// <summary>The length symbol (0 to 28) of a match length (3 to 258).</summary>
    public static int LengthSymbol(int length)
    {
        var offset = length - MinMatch;
        if (offset < 8)
        {
            return offset;
        }

        if (length == MaxMatch)
        {
            return LongestLengthSymbol;
        }

        var power = BitOperations.Log2((uint)offset);
        return ((power - 1) * 4) + ((offset >> (power - 2)) & 3);
    }

    public static int LengthExtraBits(int symbol) => symbol is < 8 or LongestLengthSymbol ? 0 : (symbol / 4) - 1;

    public static int LengthBase(int symbol) => symbol switch
    {
        < 8 => symbol + MinMatch,
        LongestLengthSymbol => MaxMatch,
        _ => ((4 + (symbol & 3)) << LengthExtraBits(symbol)) + MinMatch,
    };

    /// <summary>The distance symbol (0 to 29) of a distance (1 to 32768).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DistanceSymbol(int distance)
    {
        // The symbol is made of the first two bits of the distance and the number of the other bits, which are the extra bits.
        var offset = (uint)distance - 1;
        var extraBits = BitOperations.Log2(offset | 2) - 1;
        return (2 * extraBits) + (int)(offset >> extraBits);
    }

    public static int DistanceExtraBits(int symbol) => Math.Max(0, (symbol >> 1) - 1);

    public static int DistanceBase(int symbol) =>
        symbol < 2 ? symbol + 1 : ((2 + (symbol & 1)) << DistanceExtraBits(symbol)) + 1;
}
