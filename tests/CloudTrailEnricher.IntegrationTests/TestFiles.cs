using System.IO.Compression;
using System.Text;

namespace CloudTrailEnricher.IntegrationTests;

/// <summary>Log files for tests: compressed, and under keys of CloudTrail's form.</summary>
internal static class TestFiles
{
    public const string Account = "111122223333";

    public static string Key(string unique, string prefix = "", string region = "eu-west-1") =>
        $"{prefix}AWSLogs/{Account}/CloudTrail/{region}/2024/05/06/{Account}_CloudTrail_{region}_20240506T0710Z_{unique.PadLeft(16, '0')}.json.gz";

    public static byte[] LogFile(params IEnumerable<string> records) => Compressed($$"""{"Records":[{{string.Join(',', records)}}]}""");

    public static byte[] Compressed(string text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return compressed.ToArray();
    }

    public static string Text(byte[] compressed)
    {
        using var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
