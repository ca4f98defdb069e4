using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;

namespace GzipPatch.Checksums;

/// <summary>Vectors of one width, of pairs of 64-bit polynomials. The lowest bit of a byte stands for the highest power of x.</summary>
/// <typeparam name="TVector">The vector.</typeparam>
internal interface ILanes<TVector>
{
    /// <summary>Whether the machine multiplies vectors of this width. Nothing else may be called if it does not.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>
    /// For a fold over four vectors, D bytes: x^(8D+32) and x^(8D-32) modulo the polynomial of the CRC, for the low and the high word of
    /// each pair.
    /// </summary>
    static abstract TVector Multipliers { get; }

    /// <summary>Adds the register of the CRC to the first four bytes.</summary>
    static abstract TVector Add(uint register, TVector vector);

    /// <summary>Moves the vector to the place of the next one, which is added.</summary>
    static abstract TVector Fold(TVector vector, TVector multipliers, TVector next);
}

/// <summary>PCLMULQDQ.</summary>
internal readonly struct Lanes128 : ILanes<Vector128<ulong>>
{
    public static bool IsSupported => Pclmulqdq.IsSupported;

    public static Vector128<ulong> Multipliers => Vector128.Create(0x1_5444_2BD4UL, 0x1_C6E4_1596UL);

    public static Vector128<ulong> Add(uint register, Vector128<ulong> vector) => vector ^ Vector128.CreateScalar((ulong)register);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Fold(Vector128<ulong> vector, Vector128<ulong> multipliers, Vector128<ulong> next) =>
        Pclmulqdq.CarrylessMultiply(vector, multipliers, 0x00) ^ Pclmulqdq.CarrylessMultiply(vector, multipliers, 0x11) ^ next;
}

/// <summary>PMULL and PMULL2 of arm64.</summary>
internal readonly struct LanesArm : ILanes<Vector128<ulong>>
{
    public static bool IsSupported => ArmAes.IsSupported && BitConverter.IsLittleEndian;

    public static Vector128<ulong> Multipliers => Lanes128.Multipliers;

    public static Vector128<ulong> Add(uint register, Vector128<ulong> vector) => Lanes128.Add(register, vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Fold(Vector128<ulong> vector, Vector128<ulong> multipliers, Vector128<ulong> next) =>
        ArmAes.PolynomialMultiplyWideningLower(vector.GetLower(), multipliers.GetLower())
        ^ ArmAes.PolynomialMultiplyWideningUpper(vector, multipliers)
        ^ next;
}

/// <summary>VPCLMULQDQ on two pairs.</summary>
internal readonly struct Lanes256 : ILanes<Vector256<ulong>>
{
    public static bool IsSupported => Pclmulqdq.V256.IsSupported;

    public static Vector256<ulong> Multipliers => Vector256.Create(Vector128.Create(0x1_E88E_F372UL, 0x1_4A7F_E880UL));

    public static Vector256<ulong> Add(uint register, Vector256<ulong> vector) => vector ^ Vector256.CreateScalar((ulong)register);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Fold(Vector256<ulong> vector, Vector256<ulong> multipliers, Vector256<ulong> next) =>
        Pclmulqdq.V256.CarrylessMultiply(vector, multipliers, 0x00) ^ Pclmulqdq.V256.CarrylessMultiply(vector, multipliers, 0x11) ^ next;
}

/// <summary>VPCLMULQDQ on four pairs.</summary>
internal readonly struct Lanes512 : ILanes<Vector512<ulong>>
{
    public static bool IsSupported => Pclmulqdq.V512.IsSupported;

    public static Vector512<ulong> Multipliers => Vector512.Create(Vector256.Create(Vector128.Create(0x1_1542_778AUL, 0x1_322D_1430UL)));

    public static Vector512<ulong> Add(uint register, Vector512<ulong> vector) => vector ^ Vector512.CreateScalar((ulong)register);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Fold(Vector512<ulong> vector, Vector512<ulong> multipliers, Vector512<ulong> next) =>
        Pclmulqdq.V512.CarrylessMultiply(vector, multipliers, 0x00) ^ Pclmulqdq.V512.CarrylessMultiply(vector, multipliers, 0x11) ^ next;
}
