using System.Runtime.Intrinsics;

namespace GzipPatch.Checksums;

/// <summary>The CRC-32 of RFC 1952, at the speed of the machine: by carry-less multiplication where it has one, else by tables.</summary>
internal static class TextCrc
{
    /// <summary>The CRC-32 of the bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The CRC-32 of a text that has grown.</summary>
    /// <param name="crc">The CRC-32 of the text so far; 0 for none.</param>
    /// <param name="bytes">The bytes that follow.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        // RFC 1952, 8: the register is inverted before and after.
        var register = ~crc;
        if (Lanes512.IsSupported)
        {
            register = CrcFolding.Append<Lanes512, Vector512<ulong>>(register, ref bytes);
        }
        else if (Lanes256.IsSupported)
        {
            register = CrcFolding.Append<Lanes256, Vector256<ulong>>(register, ref bytes);
        }

        if (Lanes128.IsSupported)
        {
            register = CrcFolding.Append<Lanes128, Vector128<ulong>>(register, ref bytes);
        }
        else if (LanesArm.IsSupported)
        {
            register = CrcFolding.Append<LanesArm, Vector128<ulong>>(register, ref bytes);
        }

        return ~CrcTable.Append(register, bytes);
    }
}
