namespace CloudTrailEnricher.Rules;

/// <summary>Tells what <c>userAgent</c> values are worth as evidence.</summary>
internal static class UserAgent
{
    /// <summary>CloudTrail cuts agents off at 1 KB (CloudTrail manual, "record contents"). What is far longer is not from there, and would not fit into a table's item.</summary>
    private const int Longest = 2048;

    /// <summary>Whether a sign-in's value names the caller's agent: something, not redacted, and not the DNS name of a service.</summary>
    public static bool IsKnown(string? userAgent) =>
        !string.IsNullOrWhiteSpace(userAgent)
        && userAgent.Length <= Longest
        && !Redaction.IsRedacted(userAgent)
        && !userAgent.EndsWith(".amazonaws.com", StringComparison.Ordinal)
        && !userAgent.EndsWith(".amazonaws.com.cn", StringComparison.Ordinal);

    /// <summary>Whether the value is a browser's: <c>Mozilla/…</c>, or <c>[Mozilla/…]</c> as S3 writes it.</summary>
    public static bool IsBrowser(string? userAgent) =>
        userAgent is { Length: <= Longest }
        && (userAgent.StartsWith("Mozilla/", StringComparison.Ordinal) || userAgent.StartsWith("[Mozilla/", StringComparison.Ordinal));
}
