using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace CloudTrailEnricher.LogFiles;

/// <summary>
/// The S3 key of a CloudTrail log file:
/// <c>[prefix/]AWSLogs/[o-id/]account/CloudTrail/region/yyyy/mm/dd/account_CloudTrail_region_yyyyMMddTHHmmZ_16 characters.json.gz</c>
/// (CloudTrail manual, "CloudTrail log file name format"; Control Tower puts the organization's id into the prefix too).
/// </summary>
public sealed partial record LogFileKey
{
    private LogFileKey(string value, string account, string region, DateOnly date)
    {
        Value = value;
        Account = account;
        Region = region;
        Date = date;
    }

    /// <summary>The whole key, as S3 stores it.</summary>
    public string Value { get; }

    /// <summary>The 12 digits of the folder below <c>AWSLogs/</c>: the account whose events the file holds.</summary>
    public string Account { get; }

    /// <summary>The region's folder, such as <c>eu-west-1</c> or <c>us-gov-west-1</c>.</summary>
    public string Region { get; }

    /// <summary>The date in the path: when CloudTrail delivered the file, not when its events happened.</summary>
    public DateOnly Date { get; }

    /// <summary>Reads <paramref name="key"/>; false when it is not the key of a CloudTrail log file.</summary>
    /// <param name="key">The key as S3 stores it, not URL-encoded.</param>
    /// <param name="logFileKey">The key's parts.</param>
    public static bool TryParse(string key, [NotNullWhen(true)] out LogFileKey? logFileKey)
    {
        logFileKey = null;
        var match = Layout.Match(key);
        if (!match.Success
            || !DateOnly.TryParseExact(
                match.Groups["date"].ValueSpan, "yyyy/MM/dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return false;
        }

        logFileKey = new LogFileKey(key, match.Groups["account"].Value, match.Groups["region"].Value, date);
        return true;
    }

    /// <summary>
    /// Whether the key lies in a folder beside <c>CloudTrail/</c> (<c>CloudTrail-Digest/</c>, <c>CloudTrail-Insight/</c>,
    /// <c>Config/</c> and the like): other records, which are neither touched nor an error.
    /// </summary>
    /// <param name="key">The key as S3 stores it, not URL-encoded.</param>
    public static bool IsOtherDelivery(string key) => OtherDelivery.IsMatch(key);

    /// <summary>The whole key.</summary>
    public override string ToString() => Value;

    [GeneratedRegex(
        @"^(?:.*/)?AWSLogs/(?:o-[a-z0-9]{10,32}/)?(?<account>[0-9]{12})/CloudTrail/(?<region>[a-z0-9-]+)/(?<date>[0-9]{4}/[0-9]{2}/[0-9]{2})/"
        + @"[0-9]{12}_CloudTrail_[a-z0-9-]+_[0-9]{8}T[0-9]{4}Z_[A-Za-z0-9]{16}\.json\.gz\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Layout { get; }

    [GeneratedRegex(@"^(?:.*/)?AWSLogs/(?:o-[a-z0-9]{10,32}/)?[0-9]{12}/(?!CloudTrail/)[A-Za-z0-9-]+/", RegexOptions.CultureInvariant)]
    private static partial Regex OtherDelivery { get; }
}
