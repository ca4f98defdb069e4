namespace GzipPatch.Tests.PlantedFaults;

/// <summary>
/// What the editor returns is right. With a fault in it the proof refuses: the second test fails then, and the first does not.
/// </summary>
public sealed class ProofTests
{
    private const int Files = 240;

    [Fact]
    public void No_copy_that_is_returned_is_wrong() => Assert.Equal([], Run().Wrong);

    [Fact]
    public void No_copy_is_refused() => Assert.Equal([], Run().Refused);

    private static (List<string> Wrong, List<string> Refused) Run()
    {
        var (wrong, refused) = (new List<string>(), new List<string>());
        using var editor = new GzipEditor();
        for (var seed = 0; seed < Files; seed++)
        {
            var random = new Random(seed);
            var text = RandomText.Make(random, random.Next(1, seed % 8 == 0 ? 500_000 : 60_000));
            var flushEvery = random.Next(3) == 0 ? random.Next(1, 50_000) : int.MaxValue;
            var gzip = Encoders.Compress(text, Encoders.All[seed % Encoders.All.Count], flushEvery);
            IReadOnlyList<Edit> edits = [.. RandomEdits.Make(random, text.Length), new(text.Length, 0, "the end"u8.ToArray())];
            try
            {
                var output = Edits.Apply(editor, gzip, edits);
                if (!Oracle.Decompress(output).AsSpan().SequenceEqual(Oracle.Splice(text, edits)))
                {
                    wrong.Add($"seed {seed}");
                }
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                refused.Add($"seed {seed}: {exception.GetType().Name}");
            }
        }

        return (wrong, refused);
    }
}
