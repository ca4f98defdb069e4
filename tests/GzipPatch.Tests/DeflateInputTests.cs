using CsCheck;

namespace GzipPatch.Tests;

public sealed class DeflateInputTests
{
    [Fact]
    public void Two_runs_of_bits_are_equal_if_every_bit_is() =>
        Gen.Select(Gen.Int, Gen.Int[0, 200], Gen.Int[0, 200]).Sample(AreEqualUnlessOneBitIsFlipped);

    private static bool AreEqualUnlessOneBitIsFlipped(int seed, int length, int flipped)
    {
        var random = new Random(seed);
        var run = Enumerable.Range(0, length).Select(_ => random.Next(2) == 1).ToArray();
        var other = run.ToArray();
        if (flipped < length)
        {
            other[flipped] = !other[flipped];
        }

        var (first, second) = (random.Next(70), random.Next(70));
        var bits = new List<bool>();
        bits.AddRange(Enumerable.Range(0, first).Select(_ => random.Next(2) == 1));
        bits.AddRange(run);
        bits.AddRange(Enumerable.Range(0, second).Select(_ => random.Next(2) == 1));
        bits.AddRange(other);
        bits.AddRange(new bool[128]);
        var bytes = new byte[(bits.Count + 7) / 8];
        for (var at = 0; at < bits.Count; at++)
        {
            bytes[at / 8] |= (byte)(bits[at] ? 1 << (at % 8) : 0);
        }

        var input = new DeflateInput();
        input.Reset(bytes);
        return input.IsEqual(first, first + length + second, length) == flipped >= length;
    }
}
