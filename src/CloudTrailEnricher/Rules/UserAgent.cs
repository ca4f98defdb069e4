using System.Diagnostics.CodeAnalysis;

namespace CloudTrailEnricher.Rules;

/// <summary>Tells what <c>userAgent</c> values are worth as evidence.</summary>
internal static class UserAgent
{
    /// <summary>A browser's agent begins with one of these; S3 writes agents in brackets.</summary>
    public static readonly string[] BrowserPrefixes = ["Mozilla/", "[Mozilla/"];

    /// <summary>What the DNS names of services end in, in every partition.</summary>
    private static readonly string[] ServiceSuffixes =
        [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".c2s.ic.gov", ".sc2s.sgov.gov", ".cloud.adc-e.uk", ".csp.hci.ic.gov"];

    /// <summary>
    /// CloudTrail cuts agents off at 1 KB (CloudTrail manual, "record contents"). What is far longer is not from there, and would not fit
    /// into a table's item.
    /// </summary>
    private const int MaxLength = 2048;

    /// <summary>Whether a sign-in's value names the caller's agent: something, not redacted, and not the DNS name of a service.</summary>
    public static bool IsKnown([NotNullWhen(true)] string? userAgent) =>
        !string.IsNullOrWhiteSpace(userAgent)
        && userAgent.Length <= MaxLength
        && !Redaction.IsRedacted(userAgent)
        && !IsServiceName(userAgent);

    /// <summary>Whether the value is a browser's: <c>Mozilla/…</c>, or <c>[Mozilla/…]</c> as S3 writes it.</summary>
    public static bool IsBrowser([NotNullWhen(true)] string? userAgent) =>
        userAgent is { Length: <= MaxLength }
        && Array.Exists(BrowserPrefixes, prefix => userAgent.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The agent itself, where S3 wrote it in brackets.</summary>
    [return: NotNullIfNotNull(nameof(userAgent))]
    public static string? WithoutBrackets(string? userAgent) => userAgent is ['[', .. var agent, ']'] ? agent : userAgent;

    private static bool IsServiceName(string userAgent) =>
        !userAgent.Contains(' ') && Array.Exists(ServiceSuffixes, suffix => userAgent.EndsWith(suffix, StringComparison.Ordinal));
}
