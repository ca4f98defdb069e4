using System.Text.RegularExpressions;
using CloudTrailEnricher.Replay.Files;

namespace CloudTrailEnricher.Replay.Inputs;

/// <summary>What a file's name says about its content.</summary>
internal static partial class InputName
{
    /// <summary>Whether a folder's file of this name is read: it may be a log file, or a message that announces some.</summary>
    public static bool IsLogFileOrEvent(ReadOnlySpan<char> path)
    {
        var name = Path.GetFileName(path);
        return (name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".json.gz", StringComparison.OrdinalIgnoreCase))
            && !name.Equals(MarkerFile.FileName, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether the file need not be read to know that it is a log file, or is damaged.</summary>
    public static bool IsLogFile(string path) =>
        path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
        || Path.GetFileName(path).Contains("_CloudTrail_", StringComparison.Ordinal);

    /// <summary>Whether CloudTrail gives this name to something else than log files: digests, insights and the like.</summary>
    public static bool IsOtherDelivery(string path) => OtherDelivery.IsMatch(Path.GetFileName(path));

    /// <summary>Such as <c>123456789012_CloudTrail-Digest_us-east-1_trail_us-east-1_20240115T101500Z.json.gz</c>.</summary>
    [GeneratedRegex("^[0-9]{12}_CloudTrail-[A-Za-z]+_", RegexOptions.CultureInvariant)]
    private static partial Regex OtherDelivery { get; }
}
