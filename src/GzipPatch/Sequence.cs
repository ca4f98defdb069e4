using System.Diagnostics;

namespace GzipPatch;

/// <summary>
/// A stretch of the recording: some literals, then a match, or (at the end of a block or of a reading) literals alone.
/// It begins where the sequence before it ends.
/// </summary>
/// <param name="packed">End in the text (40 bits), length of the match (9 bits), distance less one (15 bits): a file
/// of 80 MB has millions of sequences, and they are written and read once each.</param>
/// <param name="endBit">The bit of the file behind the match.</param>
internal readonly struct Sequence(ulong packed, long endBit)
{
    public const int EndShift = 24, LengthShift = 15;

    /// <summary>The longest text whose positions fit.</summary>
    public const long MaxText = 1L << 40;

    public long EndBit => endBit;

    /// <summary>The position in the text behind the match.</summary>
    public long End => (long)(packed >> EndShift);

    /// <summary>The length of the match; 0 for literals alone.</summary>
    public int Length => (int)(packed >> LengthShift) & 0x1FF;

    /// <summary>The distance of the match; 1 for literals alone, which makes their source a byte of their own.</summary>
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
}
