using System.IO.Compression;

namespace GzipPatch.Tests;

/// <summary>The plain way: inflate with the runtime's own gzip, and splice the text. The editor must agree with it.</summary>
internal static class Oracle
{
    public static byte[] Decompress(byte[] gzip)
    {
        using var stream = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        using var text = new MemoryStream();
        stream.CopyTo(text);
        return text.ToArray();
    }

    public static byte[] Splice(byte[] text, IEnumerable<Edit> edits)
    {
        using var result = new MemoryStream();
        var position = 0;
        foreach (var edit in edits)
        {
            result.Write(text, position, (int)edit.Position - position);
            result.Write(edit.Inserted.Span);
            position = (int)edit.Position + edit.Removed;
        }

        result.Write(text, position, text.Length - position);
        return result.ToArray();
    }

    /// <summary>Edits a file both ways, asserts that texts and digests agree, and returns the output.</summary>
    public static byte[] AssertEdits(byte[] gzip, byte[] text, params IReadOnlyList<Edit> edits)
    {
        var output = Edits.Apply(gzip, edits);
        AssertIsGzipOf(Splice(text, edits), output);
        return output;
    }

    public static void AssertIsGzipOf(byte[] expected, byte[] output)
    {
        var actual = Decompress(output);
        var agreement = expected.AsSpan().CommonPrefixLength(actual);
        Assert.True(
            agreement == expected.Length && actual.Length == expected.Length,
            $"{actual.Length} bytes for {expected.Length}, the same up to {agreement}");
        var digest = new TextDigest(expected.Length, System.IO.Hashing.Crc32.HashToUInt32(expected));
        Assert.Equal(digest, new GzipVerifier().Measure(output));
    }
}
