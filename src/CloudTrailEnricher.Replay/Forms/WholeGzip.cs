using System.IO.Compression;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Replay.Forms;

/// <summary>Gzip of a whole text, in memory.</summary>
internal static class WholeGzip
{
    /// <summary>The text of all members.</summary>
    /// <returns>The text; null where the data are damaged, cut off, or longer than that.</returns>
    public static byte[]? TryInflate(ReadOnlyMemory<byte> gzip, long mostBytes)
    {
        try
        {
            using var inflated = LogText.Open("", gzip, ReadLimits.Default with { TextBytes = mostBytes });
            var text = new MemoryStream();
            inflated.CopyTo(text);
            return text.ToArray();
        }
        catch (LogFileException)
        {
            return null;
        }
    }

    /// <summary>Compresses a text; no clock in the header.</summary>
    public static byte[] Compress(byte[] text)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(text);
        }

        return compressed.ToArray();
    }
}
