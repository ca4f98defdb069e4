using System.IO.Compression;

namespace GzipPatch.Tests;

/// <summary>The runtime's gzip at its levels and strategies.</summary>
internal static class Encoders
{
    /// <summary>Every level with the default strategy, and every strategy with the default level.</summary>
    public static readonly IReadOnlyList<ZLibCompressionOptions> All =
    [
        .. Enumerable.Range(0, 10).Select(level => new ZLibCompressionOptions { CompressionLevel = level }),
        .. Enum.GetValues<ZLibCompressionStrategy>().Select(strategy => new ZLibCompressionOptions { CompressionStrategy = strategy }),
    ];

    public static byte[] Compress(byte[] text, int level = 6) => Compress(text, new ZLibCompressionOptions { CompressionLevel = level });

    /// <param name="text">The text; it must not be empty, because the runtime writes no bytes at all for an empty one.</param>
    /// <param name="options">Level and strategy.</param>
    /// <param name="flushEvery">After how many bytes the encoder is flushed, which leaves an empty stored block.</param>
    public static byte[] Compress(byte[] text, ZLibCompressionOptions options, int flushEvery = int.MaxValue)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, options, leaveOpen: true))
        {
            for (var at = 0; at < text.Length; at += Math.Min(flushEvery, text.Length - at))
            {
                gzip.Write(text, at, Math.Min(flushEvery, text.Length - at));
                if (flushEvery < text.Length)
                {
                    gzip.Flush();
                }
            }
        }

        return output.ToArray();
    }
}
