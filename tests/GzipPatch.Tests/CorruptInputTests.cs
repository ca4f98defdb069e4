namespace GzipPatch.Tests;

/// <summary>Whatever the input is: a right result, or an exception that names the byte.</summary>
public sealed class CorruptInputTests
{
    [Fact]
    public void Every_truncation_of_a_file_is_found()
    {
        foreach (var gzip in SmallFiles())
        {
            for (var length = 0; length < gzip.Length; length++)
            {
                Assert.Throws<GzipFormatException>(() => Edits.Apply(gzip.AsMemory(0, length), new Edit(0, 0, "x"u8.ToArray())));
                Assert.Throws<GzipFormatException>(() => new GzipVerifier().Measure(gzip.AsMemory(0, length)));
            }
        }
    }

    [Fact]
    public void Every_flipped_bit_of_a_file_is_found_or_does_no_harm()
    {
        foreach (var gzip in SmallFiles())
        {
            for (var bit = 0; bit < gzip.Length * 8; bit++)
            {
                var flipped = gzip.ToArray();
                flipped[bit >> 3] ^= (byte)(1 << (bit & 7));
                AssertRightOrRefused(flipped, $"bit {bit}");
            }
        }
    }

    [Fact]
    public void Random_damage_is_found_or_does_no_harm()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var text = RandomText.Make(random, random.Next(1, 20_000));
            var gzip = Encoders.Compress(text, Encoders.All[random.Next(Encoders.All.Count)]);
            for (var damages = random.Next(1, 5); damages > 0; damages--)
            {
                var at = random.Next(gzip.Length);
                var length = Math.Min(gzip.Length - at, random.Next(1, 10));
                gzip = random.Next(4) switch
                {
                    0 => [.. gzip[..at], .. gzip[(at + length)..]],
                    1 => [.. gzip[..at], .. gzip[random.Next(at + 1)..]],
                    _ => [.. gzip[..at], .. RandomBytes(random, length), .. gzip[(at + length)..]],
                };
            }

            AssertRightOrRefused(gzip, $"seed {seed}");
        }
    }

    [Fact]
    public void Noise_after_a_header_is_found()
    {
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            AssertRightOrRefused([.. BitStream.PlainHeader, .. RandomBytes(random, random.Next(1, 300))], $"seed {seed}");
        }
    }

    private static IEnumerable<byte[]> SmallFiles()
    {
        var text = RandomText.Make(new Random(4), 700);
        return
        [
            .. Encoders.All.Select(options => Encoders.Compress(text, options)),
            new BitStream().FixedBlock(final: true).EndOfFixedBlock().ToGzip([]),
        ];
    }

    private static byte[] RandomBytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static void AssertRightOrRefused(byte[] gzip, string what)
    {
        Edit edit = new(0, 0, "x"u8.ToArray());
        byte[] output;
        TextDigest digest;
        try
        {
            digest = new GzipVerifier().Measure(gzip);
            output = Edits.Apply(gzip, [edit]);
        }
        catch (Exception exception) when (exception is GzipFormatException)
        {
            return;
        }

        // The runtime must then be able to read it too.
        var text = Oracle.Decompress(gzip);
        Assert.True(digest.Length == text.Length, what);
        Oracle.AssertIsGzipOf(Oracle.Splice(text, [edit]), output);
    }
}
