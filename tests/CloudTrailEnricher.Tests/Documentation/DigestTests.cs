using System.Security.Cryptography;
using System.Text.Json;
using CloudTrailEnricher.Replay;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Documentation;

/// <summary>
/// CloudTrail's digest files hold the SHA-256 of each log file's uncompressed bytes (CloudTrail manual, "digest file structure").
/// </summary>
public sealed class DigestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("digest-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_digest_fits_the_originals_after_a_run_as_before()
    {
        foreach (var (file, records) in ByFile(await Originals()))
        {
            Write(file, Gzip($$"""{"Records":[{{string.Join(',', records)}}]}"""));
        }

        var digest = Digest();
        Write("AWSLogs/123456789012/CloudTrail-Digest/us-east-1/2023/07/10/digest.json.gz", Gzip(digest));
        var bytes = Bytes();

        // The copies go beside the originals, as in a bucket.
        var options = new ReplayOptions
        {
            Inputs = [_folder],
            OutputFolder = Path.Combine(_folder, "copies"),
            Format = OutputFormat.Json,
            EnrichedPrefix = "enriched/",
            ReportFile = Path.Combine(_folder, "report.html"),
        };
        Assert.True(await ReplayCommand.RunAsync(options, TextReader.Null, TextWriter.Null, TestContext.Current.CancellationToken));

        Assert.Empty(Misfits(digest, ""));
        Assert.Equal(bytes, Bytes());
        Assert.Equal(10, Misfits(digest, Path.Combine("copies", "enriched")).Count);
    }

    private static async Task<IReadOnlyList<(string File, string Record)>> Originals()
    {
        using var samples = await EnrichedSamples.MakeAsync(TestContext.Current.CancellationToken);
        return [.. samples.Original.Select(one => (one.File.Value, one.Record.ToJsonString()))];
    }

    private static IEnumerable<(string File, IEnumerable<string> Records)> ByFile(IReadOnlyList<(string File, string Record)> records) =>
        records.GroupBy(one => one.File).Select(file => (file.Key, file.Select(one => one.Record)));

    private string Digest() => JsonSerializer.Serialize(new
    {
        awsAccountId = "123456789012",
        digestS3Bucket = "amzn-s3-demo-bucket",
        logFiles = LogFiles().Select(path => new
        {
            s3Object = Path.GetRelativePath(_folder, path).Replace(Path.DirectorySeparatorChar, '/'),
            hashValue = Hash(path),
            hashAlgorithm = "SHA-256",
        }),
    });

    /// <summary>The files whose uncompressed bytes have another hash than the digest says.</summary>
    private List<string> Misfits(string digest, string below) =>
    [
        .. JsonDocument.Parse(digest).RootElement.GetProperty("logFiles").EnumerateArray()
            .Where(
                file => Hash(
                    Path.Combine(_folder, below, file.GetProperty("s3Object").GetString()!)) != file.GetProperty("hashValue").GetString())
            .Select(file => file.GetProperty("s3Object").GetString()!),
    ];

    private Dictionary<string, string> Bytes() =>
        LogFiles().ToDictionary(path => path, path => Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(path))));

    private string[] LogFiles() =>
        Directory.GetFiles(Path.Combine(_folder, "AWSLogs"), "*_CloudTrail_*.json.gz", SearchOption.AllDirectories);

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(Gunzip(System.IO.File.ReadAllBytes(path))));

    private void Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, content);
    }
}
