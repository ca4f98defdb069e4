namespace GzipPatch.Tests;

/// <summary>Edits at random places, dense or sparse, whose inserted bytes are often the same.</summary>
internal static class RandomEdits
{
    private const int Usual = 60_000;

    /// <summary>How many edits to make to files of the runtime, and again to files of other programs; GZIPPATCH_EDITS sets it.</summary>
    public static int Wanted => int.TryParse(Environment.GetEnvironmentVariable("GZIPPATCH_EDITS"), out var count) ? count : Usual;

    public static IReadOnlyList<Edit> Make(Random random, int textLength)
    {
        var inserted = Enumerable.Range(0, random.Next(1, 20)).Select(_ => Insertion(random)).ToArray();
        var gap = random.Next(4) == 0 ? random.Next(1, 40) : random.Next(1, 6000);
        var edits = new List<Edit>();
        var position = 0;
        while (true)
        {
            // Now and then edits touch one another, or are at the same position.
            position += random.Next(6) == 0 ? 0 : random.Next(0, gap * 2);
            var removed = random.Next(3) == 0 ? 0 : random.Next(0, random.Next(10) == 0 ? 400 : 20);
            removed = random.Next(200) == 0 ? random.Next(0, 100_000) : removed;
            if (position + removed > textLength)
            {
                return edits;
            }

            edits.Add(new(position, removed, random.Next(8) == 0 ? default : inserted[random.Next(inserted.Length)]));
            position += removed;
        }
    }

    private static byte[] Insertion(Random random)
    {
        var anyByte = random.Next(4) == 0;
        var bytes = new byte[random.Next(1, random.Next(3) == 0 ? 900 : 40)];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(anyByte && random.Next(4) == 0 ? random.Next(256) : random.Next(97, 123));
        }

        return bytes;
    }
}
