using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CloudTrailEnricher.Json;

/// <summary>
/// What 64 bytes of JSON hold, as bit masks: bit n speaks of byte n.
/// </summary>
internal readonly ref struct JsonBlock
{
    public const int Size = 64;

    private readonly Vector256<byte> _low;
    private readonly Vector256<byte> _high;

    /// <summary>Reads the first 64 bytes of <paramref name="text"/>, which must be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public JsonBlock(ReadOnlySpan<byte> text)
    {
        var block = MemoryMarshal.Cast<byte, Vector256<byte>>(text[..Size]);
        _low = block[0];
        _high = block[1];
    }

    /// <summary>Double quotes, escaped ones among them.</summary>
    public ulong Quotes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => All((byte)'"');
    }

    /// <summary>Backslashes.</summary>
    public ulong Backslashes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => All((byte)'\\');
    }

    /// <summary>Opening braces and brackets, inside strings too: they differ in the bit 0x20 alone.</summary>
    public ulong Opening
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => AllFolded((byte)'{');
    }

    /// <summary>Closing braces and brackets, inside strings too.</summary>
    public ulong Closing
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => AllFolded((byte)'}');
    }

    /// <summary>Bytes of 0x80 and above, inside strings too.</summary>
    public ulong NonAscii
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Mask(_low, _high);
    }

    /// <summary>Backslashes and bytes of 0x80 and above: rare, and asked for at once.</summary>
    public ulong Unusual
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var backslash = Vector256.Create((byte)'\\');
            return Mask(_low | Vector256.Equals(_low, backslash), _high | Vector256.Equals(_high, backslash));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong All(byte value) =>
        Mask(Vector256.Equals(_low, Vector256.Create(value)), Vector256.Equals(_high, Vector256.Create(value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong AllFolded(byte value)
    {
        var fold = Vector256.Create((byte)0x20);
        return Mask(Vector256.Equals(_low | fold, Vector256.Create(value)), Vector256.Equals(_high | fold, Vector256.Create(value)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);

    /// <summary>
    /// The bytes that a backslash escapes. <paramref name="carry"/> says whether the block's first byte is one,
    /// and afterwards whether the next block's is.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Escaped(ulong backslashes, ref bool carry)
    {
        var first = carry ? 1UL : 0UL;
        if (backslashes == 0)
        {
            carry = false;
            return first;
        }

        // A backslash escapes the next byte unless it is escaped itself: walk from one to the next, they are rare.
        var escaped = first;
        var rest = backslashes & ~first;
        carry = false;
        while (rest != 0)
        {
            var at = BitOperations.TrailingZeroCount(rest);
            if (at == Size - 1)
            {
                carry = true;
                break;
            }

            escaped |= 2UL << at;
            rest &= ~(3UL << at);
        }

        return escaped;
    }

    /// <summary>The bytes from each opening quote to the byte before its closing one, when the block begins outside a string.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Between(ulong quotes)
    {
        if (Pclmulqdq.IsSupported)
        {
            return Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(quotes), Vector128.Create(ulong.MaxValue), 0).ToScalar();
        }

        quotes ^= quotes << 1;
        quotes ^= quotes << 2;
        quotes ^= quotes << 4;
        quotes ^= quotes << 8;
        quotes ^= quotes << 16;
        return quotes ^ (quotes << 32);
    }
}
