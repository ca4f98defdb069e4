using System.Security.Cryptography;

namespace GzipPatch.Tests;

/// <summary>Random edits of random files against the plain way.</summary>
public sealed class RandomEditTests
{
    [Fact]
    public void Random_edits_of_random_files_give_the_spliced_text()
    {
        var edits = 0;
        var seed = 0;
        using var edited = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (; edits < RandomEdits.Wanted; seed++)
        {
            edits += EditOneFile(seed, edited);
        }

        // The digest is the same on every processor, which .ci/arm64 compares.
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{seed} files, {edits} edits, SHA-256 {Convert.ToHexString(edited.GetHashAndReset())}");
    }

    private static int EditOneFile(int seed, IncrementalHash edited)
    {
        var random = new Random(seed);
        var text = RandomText.Make(random, random.Next(1, random.Next(20) == 0 ? 1_500_000 : 120_000));
        var flushEvery = random.Next(4) == 0 ? random.Next(1, 50_000) : int.MaxValue;
        var gzip = Encoders.Compress(text, Encoders.All[random.Next(Encoders.All.Count)], flushEvery);
        var edits = RandomEdits.Make(random, text.Length);
        var expected = Oracle.Splice(text, edits);
        try
        {
            var file = random.Next(2) == 0 ? Edits.Apply(gzip, edits) : EditInSteps(random, gzip, edits);
            Oracle.AssertIsGzipOf(expected, file);
            edited.AppendData(file);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Assert.Fail($"seed {seed}: {edits.Count} edits of {text.Length} bytes: {exception}");
        }

        return edits.Count;
    }

    /// <summary>Reads ahead of the cursor at random, and keeps in random steps.</summary>
    private static byte[] EditInSteps(Random random, byte[] gzip, IReadOnlyList<Edit> edits)
    {
        using var editor = new GzipEditor();
        editor.Begin(gzip);
        foreach (var edit in edits)
        {
            var end = edit.Position + edit.Removed;
            while (editor.Position + editor.Pending.Length < end)
            {
                if (random.Next(4) == 0)
                {
                    editor.Keep(random.NextInt64(Math.Min(editor.Pending.Length, edit.Position - editor.Position) + 1));
                }

                Assert.NotEqual(0, editor.ReadMore());
            }

            editor.Keep(edit.Position - editor.Position);
            editor.Replace(edit.Removed, edit.Inserted.Span);
        }

        return editor.Complete().ToArray();
    }
}
