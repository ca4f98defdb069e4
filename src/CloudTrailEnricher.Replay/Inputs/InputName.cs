using System.Text.RegularExpressions;
using CloudTrailEnricher.Replay.Files;

namespace CloudTrailEnricher.Replay.Inputs;

/// <summary>What a file's name says about its content.</summary>
internal static partial class InputName
{
    /// <summary>Whether a folder's file of this name is read: it may hold records, or be a message that announces log files.</summary>
    public static bool IsLogFileOrEvent(ReadOnlySpan<char> path)
    {
        var name = Path.GetFileName(path);
        return Readable.IsMatch(name)
            && !name.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase)
            && !name.Equals(MarkerFile.FileName, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether the file need not be read to know that it is a log file, or is damaged.</summary>
    public static bool IsLogFile(string path) =>
        path.EndsWith(".json.gz", StringComparison.OrdinalIgnoreCase)
        || Path.GetFileName(path).Contains("_CloudTrail_", StringComparison.Ordinal);

    /// <summary>Whether the file says that it is JSON: then it fails where it is not.</summary>
    public static bool IsJson(string path) => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether CloudTrail gives this name to something else than log files: digests, insights and the like.</summary>
    public static bool IsOtherDelivery(string path) => OtherDelivery.IsMatch(Path.GetFileName(path));

    /// <summary>JSON and JSON lines, gzip or not; what CloudWatch Logs exports is named <c>000000.gz</c>.</summary>
    [GeneratedRegex(@"\.(?:json|jsonl|ndjson|log|gz)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Readable { get; }

    /// <summary>Such as <c>123456789012_CloudTrail-Digest_us-east-1_trail_us-east-1_20240115T101500Z.json.gz</c>.</summary>
    [GeneratedRegex("^[0-9]{12}_CloudTrail-[A-Za-z]+_", RegexOptions.CultureInvariant)]
    private static partial Regex OtherDelivery { get; }
}
