using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GzipPatch.Checksums;

/// <summary>
/// The CRC-32 register by carry-less multiplication (Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ").
/// </summary>
/// <remarks>
/// A CRC is the remainder of the text, read as a polynomial. A block may be replaced by a later block with the same remainder: the block
/// times x to the power of the distance, reduced. So four vectors move over the text and add what they pass; tables finish what is left.
/// </remarks>
internal static class CrcFolding
{
    private const int Accumulators = 4;

    /// <summary>Takes all whole steps of four vectors, if there are at least two, and leaves the rest of the bytes.</summary>
    public static uint Append<TLanes, TVector>(uint register, ref ReadOnlySpan<byte> bytes)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        var vectors = MemoryMarshal.Cast<byte, TVector>(bytes);
        if (vectors.Length < 2 * Accumulators)
        {
            return register;
        }

        var multipliers = TLanes.Multipliers;
        var (first, second, third, fourth) = (TLanes.Add(register, vectors[0]), vectors[1], vectors[2], vectors[3]);
        var rest = vectors[Accumulators..];
        for (; rest.Length >= Accumulators; rest = rest[Accumulators..])
        {
            first = TLanes.Fold(first, multipliers, rest[0]);
            second = TLanes.Fold(second, multipliers, rest[1]);
            third = TLanes.Fold(third, multipliers, rest[2]);
            fourth = TLanes.Fold(fourth, multipliers, rest[3]);
        }

        bytes = bytes[MemoryMarshal.AsBytes(vectors[..^rest.Length]).Length..];
        Span<TVector> folded = [first, second, third, fourth];
        return Finish(MemoryMarshal.AsBytes(folded));
    }

    private static uint Finish(ReadOnlySpan<byte> folded)
    {
        var isWide = folded.Length > Accumulators * Vector128<byte>.Count;
        var register = isWide ? Append<Lanes128, Vector128<ulong>>(register: 0, ref folded) : 0;
        return CrcTable.Append(register, folded);
    }
}
