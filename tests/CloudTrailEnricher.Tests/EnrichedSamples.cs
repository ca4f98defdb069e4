using System.Text.Json.Nodes;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Replay;

namespace CloudTrailEnricher.Tests;

/// <summary>The samples in <c>events/</c> and the copies that a replay makes of them.</summary>
internal sealed class EnrichedSamples : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("samples-").FullName;

    private EnrichedSamples()
    {
    }

    /// <summary>The copies' records, each with its log file's key.</summary>
    public IReadOnlyList<(LogFileKey File, JsonObject Record)> Enriched { get; private set; } = [];

    /// <summary>The samples' own records.</summary>
    public IReadOnlyList<(LogFileKey File, JsonObject Record)> Original { get; private set; } = [];

    public static async Task<EnrichedSamples> MakeAsync(CancellationToken cancellationToken, bool rewriteMcp = false)
    {
        var samples = new EnrichedSamples();
        var options = new ReplayOptions
        {
            Inputs = [Repository.Path("events")],
            OutputFolder = samples._folder,
            Format = OutputFormat.Json,
            EnrichedPrefix = "enriched/",
            RewriteMcp = rewriteMcp,
        };
        var output = new StringWriter();
        Assert.True(await ReplayCommand.RunAsync(options, TextReader.Null, output, cancellationToken), output.ToString());
        samples.Enriched = Read(Path.Combine(samples._folder, "enriched"));
        samples.Original = Read(Repository.Path("events"));
        return samples;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (LogFileKey File, JsonObject Record)[] Read(string folder) =>
    [
        .. Directory.GetFiles(Path.Combine(folder, "AWSLogs"), "*_CloudTrail_*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .SelectMany(path =>
        {
            var name = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
            Assert.True(LogFileKey.TryParse(name.EndsWith(".gz", StringComparison.Ordinal) ? name : name + ".gz", out var key));
            var content = File.ReadAllBytes(path);
            var text = content is [0x1F, 0x8B, ..] ? Samples.Gunzip(content) : content;
            return ((JsonArray)JsonNode.Parse(text)!["Records"]!).Select(record => (key!, (JsonObject)record!));
        }),
    ];
}
