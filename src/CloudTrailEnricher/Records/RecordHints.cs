namespace CloudTrailEnricher.Records;

/// <summary>
/// What a record may hold, found by searching its bytes for the few words that matter. Most records hold none of them and need not be
/// parsed. A <c>\u</c> escape could hide any word, so a record with one is always parsed; no other escape stands for a letter.
/// </summary>
internal static class RecordHints
{
    public static bool MayBeRedacted(ReadOnlySpan<byte> record) =>
        record.IndexOf("AWS Internal"u8) >= 0 || HasUnicodeEscape(record);

    public static bool MayBeEvidence(ReadOnlySpan<byte> record) =>
        record.IndexOf("Mozilla"u8) >= 0
        || record.IndexOf("ConsoleLogin"u8) >= 0
        || record.IndexOf("SwitchRole"u8) >= 0
        || HasUnicodeEscape(record);

    private static bool HasUnicodeEscape(ReadOnlySpan<byte> record) => record.IndexOf("\\u"u8) >= 0;
}
