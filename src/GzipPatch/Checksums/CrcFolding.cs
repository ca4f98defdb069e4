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
        where TVector : struct
    {
        var width = TLanes.Bytes;
        var step = Accumulators * width;
        if (bytes.Length < 2 * step)
        {
            return register;
        }

        var rest = bytes;
        var multipliers = TLanes.Multipliers;
        var first = TLanes.LoadWith(register, rest);
        var second = TLanes.Load(rest[width..]);
        var third = TLanes.Load(rest[(2 * width)..]);
        var fourth = TLanes.Load(rest[(3 * width)..]);
        for (rest = rest[step..]; rest.Length >= step; rest = rest[step..])
        {
            first = TLanes.Fold(first, multipliers, TLanes.Load(rest));
            second = TLanes.Fold(second, multipliers, TLanes.Load(rest[width..]));
            third = TLanes.Fold(third, multipliers, TLanes.Load(rest[(2 * width)..]));
            fourth = TLanes.Fold(fourth, multipliers, TLanes.Load(rest[(3 * width)..]));
        }

        bytes = rest;
        Span<byte> folded = stackalloc byte[step];
        TLanes.Store(first, folded);
        TLanes.Store(second, folded[width..]);
        TLanes.Store(third, folded[(2 * width)..]);
        TLanes.Store(fourth, folded[(3 * width)..]);
        return Finish(folded, isNarrowest: width == Lanes128.Bytes);
    }

    private static uint Finish(ReadOnlySpan<byte> folded, bool isNarrowest)
    {
        var register = isNarrowest ? 0 : Append<Lanes128, Vector128<ulong>>(register: 0, ref folded);
        return CrcTable.Append(register, folded);
    }
}
