using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Replay.Files;

/// <summary>Objects of a bucket as files: which can be, and below which path.</summary>
internal static class ObjectPath
{
    public const string WhyNot = "no file can have this key: it has an empty folder, \".\" or \"..\" in it; download it under another name";

    /// <summary>Whether the object's bucket and key lead to a place of their own below any folder.</summary>
    public static bool IsPlain(LogObject item) => (item.Bucket.Length == 0 || IsPlain(item.Bucket)) && IsPlain(item.Key);

    /// <summary>Whether the path leads down only.</summary>
    public static bool IsPlain(string path) =>
        !path.Contains('\0', StringComparison.Ordinal)
        && path.Split('/').All(part => part is not ("" or "." or ".."))
        && (Path.DirectorySeparatorChar == '/' || !path.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal));

    /// <summary>The path of a bucket or key, below a folder.</summary>
    public static string Of(string key) => key.Replace('/', Path.DirectorySeparatorChar);
}
