using System.Diagnostics;

namespace GzipPatch;

/// <summary>
/// Some literals and then a match, or, at the end of a block or of a read, literals alone.
/// It begins where the sequence before it ends.
/// </summary>
/// <param name="packed">End in the text (40 bits), length of the match (9 bits), distance minus one (15 bits).
/// A file of 80 MB has a million sequences.</param>
/// <param name="endBit">The bit of the file after the match.</param>
internal readonly struct Sequence(ulong packed, long endBit)
{
    public const int EndShift = 24, LengthShift = 15;

    /// <summary>The longest text whose positions fit.</summary>
    public const long MaxText = 1L << 40;

    public long EndBit => endBit;

    /// <summary>The position in the text after the match.</summary>
    public long End => (long)(packed >> EndShift);

    /// <summary>The length of the match; 0 for literals alone.</summary>
    public int Length => (int)(packed >> LengthShift) & 0x1FF;

    /// <summary>The distance of the match; 1 for literals alone, so that their source is one of their own bytes.</summary>
    public int Distance => (int)(packed & 0x7FFF) + 1;

    /// <summary>Where the match begins in the text.</summary>
    public long MatchStart => End - Length;

    /// <summary>Where the bytes that the match repeats begin in the text.</summary>
    public long Source => MatchStart - Distance;

    public static Sequence Pack(long end, int length, int distance, long endBit)
    {
        Debug.Assert(end < MaxText && length <= DeflateAlphabet.MaxMatch && distance is > 0 and <= DeflateAlphabet.MaxDistance);
        return new(((ulong)end << EndShift) | ((ulong)(uint)length << LengthShift) | (uint)(distance - 1), endBit);
    }

    /// <summary>How many of some sequences in the order of the text end at or before a position.</summary>
    public static int CountUntil(long position, ReadOnlySpan<Sequence> sequences)
    {
        var (low, high) = (0, sequences.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sequences[middle].End > position ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
