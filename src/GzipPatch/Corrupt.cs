using System.Diagnostics.CodeAnalysis;

namespace GzipPatch;

/// <summary>The one wording for input that is no sound gzip file.</summary>
internal static class Corrupt
{
    [DoesNotReturn]
    public static void AtByte(long offset, string problem) => throw new InvalidDataException($"gzip: {problem} at byte {offset}");

    [DoesNotReturn]
    public static void AtBit(long bit, string problem) => AtByte(bit >> 3, problem);
}
