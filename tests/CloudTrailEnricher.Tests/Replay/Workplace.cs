using System.Diagnostics;
using System.Text;
using System.Text.Json;
using CloudTrailEnricher.Replay;
using CloudTrailEnricher.Replay.Files;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Replay;

/// <summary>A temporary folder with inputs and outputs, and ways to run the replay over them.</summary>
internal sealed class Workplace : IDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public string Root { get; } = Directory.CreateTempSubdirectory("replay-").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>An S3 event for these objects.</summary>
    public static string EventFor(params (string Bucket, string Key)[] objects) =>
        $"{{\"Records\":[{string.Join(',', objects.Select(Record))}]}}";

    private static string Record((string Bucket, string Key) item) =>
        $$$"""{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"{{{item.Bucket}}}"},"object":{"key":"{{{item.Key}}}"} } }""";

    public string PathOf(string name) => Path.GetFullPath(Path.Join(Root, name));

    public void Write(string name, string content) => Write(name, Utf8(content));

    public void WriteGzip(string name, string content) => Write(name, Gzip(content));

    public void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        System.IO.File.WriteAllBytes(PathOf(name), content);
    }

    public void Link(string name, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        System.IO.File.CreateSymbolicLink(PathOf(name), target);
    }

    public string Text(string name)
    {
        var content = System.IO.File.ReadAllBytes(PathOf(name));
        return Encoding.UTF8.GetString(content is [0x1F, 0x8B, ..] ? Gunzip(content) : content);
    }

    /// <summary>The names of all files below a folder, in order.</summary>
    public string[] Files(string folder) => Directory.Exists(PathOf(folder))
        ?
        [
            .. Directory.GetFiles(PathOf(folder), "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(PathOf(folder), path))
                .Order(StringComparer.Ordinal),
        ]
        : [];

    /// <summary>Every file with its content and time, to see that nothing has changed.</summary>
    public string[] Snapshot(string folder = "") =>
        [.. Files(folder).Select(name => Path.Join(folder, name)).Select(name => $"{name} {State(PathOf(name))}")];

    /// <summary>A file's content, time and identity.</summary>
    public static string State(string path) =>
        $"{Convert.ToHexString(System.IO.File.ReadAllBytes(path))} {System.IO.File.GetLastWriteTimeUtc(path):O} "
        + $"{LocalFileSystem.Instance.Find(path)}";

    public ReplayOptions Options(string output, params string[] inputs) => new()
    {
        Inputs = [.. inputs.Select(PathOf)],
        OutputFolder = PathOf(output),
        Format = OutputFormat.Json,
        EnrichedPrefix = "enriched/",
    };

    /// <summary>Runs the replay; the copies go to <c>out</c>.</summary>
    public Task<ReplayOutcome> ReplayAsync(params string[] inputs) => ReplayAsync(Options("out", inputs));

    public static async Task<ReplayOutcome> ReplayAsync(ReplayOptions options, string input = "")
    {
        var output = new StringWriter();
        var success = await ReplayCommand.RunAsync(options, new StringReader(input), output, Stop);
        return new ReplayOutcome(success, JsonDocument.Parse(output.ToString()).RootElement);
    }

    /// <summary>Runs the program as a process of its own, in this folder.</summary>
    public Task<(int ExitCode, string Output, string Errors)> RunProgramAsync(
        string[] arguments, string input = "", IReadOnlyDictionary<string, string?>? environment = null) =>
        RunProgramInAsync(".", arguments, input, environment);

    /// <summary>Runs the program as a process of its own, in a folder of this one.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> RunProgramInAsync(
        string folder, string[] arguments, string input = "", IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = PathOf(folder),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "cloudtrail-enricher.dll"));
        Array.ForEach(arguments, start.ArgumentList.Add);
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        end.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(end.Token);
            var errors = process.StandardError.ReadToEndAsync(end.Token);
            await process.WaitForExitAsync(end.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}

/// <summary>What a run came to.</summary>
internal sealed record ReplayOutcome(bool Success, JsonElement Json)
{
    public long Total(string name) => Json.GetProperty("totals").TryGetProperty(name, out var total) ? total.GetInt64() : 0;

    /// <summary>Files, enriched, copied, complete before, failed.</summary>
    public (long Files, long Enriched, long Copied, long Complete, long Failed) Counts =>
        (Total("files"), Total("enriched"), Total("copied"), Total("completeBefore"), Total("failed"));

    /// <summary>The failures, each as <c>name: reason</c>, by file name.</summary>
    public string[] Failures =>
        [
            .. Json.GetProperty("failures")
                .EnumerateArray()
                .Select(one => $"{Path.GetFileName(one.GetProperty("file").GetString())}: {one.GetProperty("reason").GetString()}"),
        ];

    /// <summary>What was passed over, each as <c>kind count: names</c>.</summary>
    public string[] PassedOver => Json.TryGetProperty("passedOver", out var kinds)
        ? [.. kinds.EnumerateArray().Select(one =>
            $"{one.GetProperty("kind").GetString()} {one.GetProperty("count").GetInt64()}: "
            + $"{string.Join(", ", one.GetProperty("first").EnumerateArray().Select(name => Path.GetFileName(name.GetString())))}")]
        : [];
}
