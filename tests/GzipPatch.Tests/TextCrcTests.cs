using System.IO.Hashing;
using System.Runtime.Intrinsics;
using CsCheck;
using GzipPatch.Checksums;

namespace GzipPatch.Tests;

/// <summary>Every way to compute a CRC-32 agrees with the one of System.IO.Hashing.</summary>
public sealed class TextCrcTests
{
    private static readonly byte[] Noise = MakeNoise(1 << 20);

    /// <summary>The ways that need instructions which not every processor has.</summary>
    private static readonly Dictionary<string, (Appending Append, bool IsSupported, string Instruction)> OfSomeProcessors = new()
    {
        ["128 bits"] = (Folding<Lanes128, Vector128<ulong>>, Lanes128.IsSupported, "PCLMULQDQ"),
        ["256 bits"] = (Folding<Lanes256, Vector256<ulong>>, Lanes256.IsSupported, "VPCLMULQDQ"),
        ["512 bits"] = (Folding<Lanes512, Vector512<ulong>>, Lanes512.IsSupported, "VPCLMULQDQ of 512 bits"),
        ["128 bits of arm64"] = (Folding<LanesArm, Vector128<ulong>>, LanesArm.IsSupported, "PMULL"),
    };

    public static TheoryData<string> Ways =>
        ["the machine's", "tables", .. OfSomeProcessors.Where(way => way.Value.IsSupported).Select(way => way.Key)];

    /// <summary>The one test that is skipped, for all instructions that are not in this processor.</summary>
    [Fact]
    public void This_processor_has_every_instruction()
    {
        var missing = OfSomeProcessors.Values.Where(way => !way.IsSupported).Select(way => way.Instruction).ToArray();
        Assert.SkipUnless(missing.Length == 0, $"This machine has no {string.Join(", no ", missing)}.");
    }

    [Fact]
    public void The_check_value_of_the_standard_is_met() => Assert.Equal(0xCBF43926, TextCrc.Of("123456789"u8));

    [Theory]
    [MemberData(nameof(Ways))]
    public void Every_length_at_every_alignment_agrees(string way)
    {
        var append = Find(way);
        for (var length = 0; length < 1200; length++)
        {
            for (var offset = 0; offset < (length < 64 ? 64 : 3); offset++)
            {
                var bytes = Noise.AsSpan((length * 64) + offset, length);
                Assert.Equal(Crc32.HashToUInt32(bytes), append(0, bytes));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Every_split_of_a_text_agrees(string way)
    {
        var append = Find(way);
        var whole = Crc32.HashToUInt32(Noise.AsSpan(0, 3000));
        for (var split = 0; split <= 3000; split++)
        {
            Assert.Equal(whole, append(append(0, Noise.AsSpan(0, split)), Noise.AsSpan(split, 3000 - split)));
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Long_random_pieces_agree(string way)
    {
        var append = Find(way);
        Gen.Select(Gen.Int[0, 1 << 19], Gen.Int[0, 1 << 19], Gen.UInt).Sample(
            (start, length, before) =>
            {
                var oracle = new Crc32();
                oracle.Append(BitConverter.GetBytes(before));
                oracle.Append(Noise.AsSpan(start, length));
                return append(TextCrc.Of(BitConverter.GetBytes(before)), Noise.AsSpan(start, length)) == oracle.GetCurrentHashAsUInt32();
            },
            iter: 500);
    }

    [Fact]
    public void Every_single_bit_counts()
    {
        var bytes = new byte[1100];
        var oracle = Crc32.HashToUInt32(bytes);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(Crc32.HashToUInt32(bytes), TextCrc.Of(bytes));
            Assert.NotEqual(oracle, TextCrc.Of(bytes));
            bytes[bit / 8] = 0;
        }
    }

    private delegate uint Appending(uint crc, ReadOnlySpan<byte> bytes);

    private static Appending Find(string way) => way switch
    {
        "tables" => (crc, bytes) => ~CrcTable.Append(~crc, bytes),
        "the machine's" => TextCrc.Append,
        _ => OfSomeProcessors[way].Append,
    };

    private static uint Folding<TLanes, TVector>(uint crc, ReadOnlySpan<byte> bytes)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        var register = CrcFolding.Append<TLanes, TVector>(~crc, ref bytes);
        return ~CrcTable.Append(register, bytes);
    }

    private static byte[] MakeNoise(int length)
    {
        var bytes = new byte[length];
        new Random(11).NextBytes(bytes);
        return bytes;
    }
}
