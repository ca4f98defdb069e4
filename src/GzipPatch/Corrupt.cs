using System.Diagnostics.CodeAnalysis;

namespace GzipPatch;

/// <summary>Throws, out of the way of code that runs often.</summary>
internal static class Corrupt
{
    [DoesNotReturn]
    public static void AtByte(long offset, string problem) => throw new GzipFormatException(offset, problem);

    [DoesNotReturn]
    public static void AtBit(long bit, string problem) => AtByte(bit >> 3, problem);

    /// <summary>The file ends too early.</summary>
    /// <param name="length">The length of the file in bytes.</param>
    [DoesNotReturn]
    public static void CutOff(long length) => AtByte(length, "the gzip data is cut off here");
}
