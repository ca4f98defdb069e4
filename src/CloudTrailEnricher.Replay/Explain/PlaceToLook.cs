using System.Globalization;
using System.Text.RegularExpressions;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Explain;

/// <summary>Where a missing sign-in would lie.</summary>
/// <param name="Region">The region whose files would hold it.</param>
/// <param name="Prefix">The folder of these files, below the bucket.</param>
/// <param name="From">The first stamp in the files' names, such as <c>20220502T1155Z</c>.</param>
/// <param name="To">The last stamp.</param>
/// <param name="FilesSearched">How many files of that region and time were searched: not 0, and the sign-in is not in them.</param>
internal sealed partial record PlaceToLook(string Region, string Prefix, string From, string To, int FilesSearched)
{
    /// <summary>From event to file name at most 608 s were seen; stamps are five minutes apart.</summary>
    private static readonly TimeSpan LongestDelivery = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan StampStep = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Where an IAM user's sign-in is recorded unless a regional endpoint is used (CloudTrail manual, "console sign-in events").
    /// </summary>
    private static readonly string[] SignInRegions = ["us-east-1", "us-east-2", "eu-north-1", "ap-southeast-2"];

    /// <summary>The places to look at for an event whose session lacks evidence; none where more files would not help.</summary>
    public static IReadOnlyList<PlaceToLook> For(FoundEvent one, FoundSession? session, Searched searched) =>
        one.Outcome is { Recoverability: Recoverability.Recoverable } outcome && session is not null && LacksEvidence(outcome)
            ? [.. Regions(outcome).Select(region => In(region, session.Key, one.Files[0], searched))]
            : [];

    /// <summary>Whether no file of the place was read.</summary>
    public bool IsUnread => FilesSearched == 0;

    /// <summary>The place in words.</summary>
    public override string ToString() => IsUnread
        ? $"{Region}: the files of {From} to {To} in {Prefix}"
        : $"{Region}: {FilesSearched} {(FilesSearched == 1 ? "file" : "files")} of {From} to {To}";

    private static bool LacksEvidence(RecordOutcome outcome) =>
        RedactedFieldNames.All.Any(field => outcome.Reason[field] == Reason.NoEvidence);

    private static IEnumerable<string> Regions(RecordOutcome outcome)
    {
        var arn = outcome.Session.PrincipalArn;
        if (!arn.StartsWith("arn:aws:", StringComparison.Ordinal))
        {
            return [outcome.AwsRegion];
        }

        if (arn.EndsWith(":root", StringComparison.Ordinal))
        {
            return SignInRegions[..1];
        }

        return arn.Contains(":user/", StringComparison.Ordinal)
            ? SignInRegions.Append(outcome.AwsRegion).Distinct()
            : new[] { SignInRegions[0], outcome.AwsRegion }.Distinct();
    }

    private static PlaceToLook In(string region, SessionKey session, LogObject file, Searched searched)
    {
        var created = session.CreationDate.ToDateTimeOffset();
        var from = new DateTimeOffset(created.Ticks - (created.Ticks % StampStep.Ticks), TimeSpan.Zero);
        var account = session.Account.ToString();
        var (first, last) = (Stamp(from), Stamp(from + LongestDelivery + StampStep));
        var prefix = $"{Accounts(file)}{account}/CloudTrail/{region}/{from.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture)}/";
        return new PlaceToLook(region, prefix, first, last, searched.Files.Count(one => IsOf(one, account, region, first, last)));
    }

    /// <summary>The folder of all accounts, as the event's own file has it.</summary>
    private static string Accounts(LogObject file) => LogFileKey.TryParse(file.Key, out var key)
        ? key.Value[..key.Value.IndexOf($"{key.Account}/CloudTrail/", StringComparison.Ordinal)]
        : "AWSLogs/";

    private static bool IsOf(LogObject file, string account, string region, string first, string last) =>
        LogFileKey.TryParse(file.Key, out var key) && key.Account == account && key.Region == region
        && StampInName.Match(key.Value) is { Success: true } stamp
        && string.CompareOrdinal(stamp.Value, first) >= 0 && string.CompareOrdinal(stamp.Value, last) <= 0;

    private static string Stamp(DateTimeOffset time) => time.ToString("yyyyMMdd'T'HHmm'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex("(?<=_)[0-9]{8}T[0-9]{4}Z(?=_)")]
    private static partial Regex StampInName { get; }
}
