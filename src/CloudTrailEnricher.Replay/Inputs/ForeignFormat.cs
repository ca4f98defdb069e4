namespace CloudTrailEnricher.Replay.Inputs;

/// <summary>Files that people have in their hands and that are not read: each is named, with what helps.</summary>
internal static class ForeignFormat
{
    private const int TarMagicAt = 257;

    /// <summary>What kind of file it is and what helps; null where it may be read.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="start">The beginning of its text, inflated where it is gzip.</param>
    public static string? Find(string name, ReadOnlySpan<byte> start) => start switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] => "a zip archive; unpack it and name its folder",
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => "a Parquet file; name the trail's own log files, or export the records as JSON",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "compressed with zstd; decompress it first (zstd -d)",
        [(byte)'B', (byte)'Z', (byte)'h', ..] => "compressed with bzip2; decompress it first (bunzip2)",
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..] => "compressed with xz; decompress it first (unxz)",
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] =>
            "UTF-16, as Windows PowerShell's > writes it; write UTF-8 instead: … | Out-File -Encoding utf8 FILE",
        _ when start.Length > TarMagicAt && start[TarMagicAt..].StartsWith("ustar"u8) => "a tar archive; unpack it and name its folder",
        _ when name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) =>
            "CSV, which leaves out what identifies a session; download the events as JSON instead",
        _ => null,
    };
}
