using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>What became of the redacted fields of one service, one account or all; addresses and user agents counted each.</summary>
internal sealed record Breakdown(string Name, int BySignIn, int ByBrowserSibling, int Ambiguous, int Unresolved)
{
    private static readonly RedactedFields[] Fields = [RedactedFields.SourceIPAddress, RedactedFields.UserAgent];

    public int Redacted => BySignIn + ByBrowserSibling + Ambiguous + Unresolved;

    /// <summary>Counts by a property of the events, the largest first.</summary>
    public static IReadOnlyList<Breakdown> By(IEnumerable<RecordOutcome> events, Func<RecordOutcome, string> property) =>
        [.. events.GroupBy(property).Select(group => Of(group.Key, group)).OrderByDescending(one => one.Redacted).ThenBy(one => one.Name, StringComparer.Ordinal)];

    /// <summary>Counts all of them.</summary>
    public static Breakdown Of(string name, IEnumerable<RecordOutcome> events)
    {
        var counts = new int[4];
        foreach (var one in events)
        {
            foreach (var field in Fields.Where(field => one.Redacted.HasFlag(field)))
            {
                counts[(int)CompletedReplay.MatchOf(one, field)]++;
            }
        }

        return new Breakdown(name, counts[(int)Match.SignIn], counts[(int)Match.BrowserSibling], counts[(int)Match.Ambiguous], counts[(int)Match.None]);
    }
}
