using System.Text.Json;

namespace CloudTrailEnricher.Replay.Inputs;

/// <summary>Tells S3 events from log files by what they hold, since both are JSON with <c>Records</c>.</summary>
internal static class JsonSniffer
{
    /// <summary>S3 events are small; whatever is larger is a log file.</summary>
    private const int LargestEvent = 1 << 20;

    public static JsonKind KindOf(string path)
    {
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            || Path.GetFileName(path).Contains("_CloudTrail_", StringComparison.Ordinal)
            || new FileInfo(path).Length > LargestEvent)
        {
            return JsonKind.LogFile;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return KindOf(document.RootElement);
        }
        catch (JsonException)
        {
            // Reading it as a log file tells what is wrong, and where.
            return JsonKind.LogFile;
        }
    }

    private static JsonKind KindOf(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return JsonKind.Other;
        }

        if (!root.TryGetProperty("Records", out var records))
        {
            var announces = root.TryGetProperty("Event", out _) || root.TryGetProperty("s3ObjectKey", out _)
                || root.TryGetProperty("detail", out _) || root.TryGetProperty("Message", out _);
            return announces ? JsonKind.Event : JsonKind.Other;
        }

        return records.ValueKind == JsonValueKind.Array
            && records.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first
            && first.TryGetProperty("s3", out _)
            ? JsonKind.Event
            : JsonKind.LogFile;
    }
}

/// <summary>What a JSON file is.</summary>
internal enum JsonKind
{
    /// <summary>Something else.</summary>
    Other,

    /// <summary>A CloudTrail log file, or something that only reading it as one can tell about.</summary>
    LogFile,

    /// <summary>An S3 event, or another message that announces objects.</summary>
    Event,
}
