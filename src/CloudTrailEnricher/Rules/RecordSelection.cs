using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Rules;

/// <summary>
/// Which records are enriched and reported; the others stay as they are. Evidence counts from every record all the same. A criterion that
/// is null or empty takes every record.
/// </summary>
public sealed record RecordSelection
{
    /// <summary>The first <c>eventTime</c>.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The last <c>eventTime</c>.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Accounts: the one that the record was delivered to, or its principal's where the record names none.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>Values of <c>awsRegion</c>.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Principals' ARNs, or names in them: a user's, a role's, a session's.</summary>
    public IReadOnlyList<string> Principals { get; init; } = [];

    /// <summary>Whether every record is taken.</summary>
    public bool IsEverything => From is null && To is null && Accounts.Count + Regions.Count + Principals.Count == 0;

    /// <summary>The criteria as options of the command line, which is how an output folder remembers them.</summary>
    public override string ToString() => string.Join(
        ' ',
        new[] { ("--from", From), ("--to", To) }.Where(one => one.Item2 is not null)
            .Select(one => $"{one.Item1} {one.Item2:yyyy-MM-dd'T'HH:mm:ss'Z'}")
            .Concat(Each("--account", Accounts)).Concat(Each("--region", Regions)).Concat(Each("--principal", Principals)));

    internal bool Includes(in Record record) =>
        IncludesTime(record)
        && (Regions.Count == 0 || Regions.Contains(Text(record, record.AwsRegion)))
        && (Accounts.Count == 0 || Accounts.Contains(AccountOf(record)))
        && (Principals.Count == 0 || IncludesPrincipal(Text(record, record.PrincipalArn)));

    private static IEnumerable<string> Each(string option, IReadOnlyList<string> values) =>
        values.Order(StringComparer.Ordinal).Select(value => $"{option} {value}");

    private static string Text(in Record record, Json.JsonSlice member) => member.StringOrNull(record.Text) ?? "";

    private static string AccountOf(in Record record) =>
        Text(record, record.RecipientAccountId) is { Length: > 0 } account ? account
        : Text(record, record.PrincipalArn).Split(':') is [_, _, _, _, var owner, ..] ? owner
        : "";

    private bool IncludesTime(in Record record)
    {
        if (From is null && To is null)
        {
            return true;
        }

        return CloudTrailTime.TryParse(record.EventTime.StringOrNull(record.Text), out var parsed)
            && parsed.ToDateTimeOffset() is var time
            && !(time < From) && !(time > To);
    }

    /// <summary>A name is a whole part of the ARN between slashes: <c>alice</c> is not in <c>user/malice</c>.</summary>
    private bool IncludesPrincipal(string arn) => Principals.Any(principal =>
        arn == principal
        || (arn.Split(':', 6) is [.., var resource] && $"/{resource}/".Contains($"/{principal}/", StringComparison.Ordinal)));
}
