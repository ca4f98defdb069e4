using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>Counts redacted fields, or events, by how they were decided. Not safe to use from several threads.</summary>
internal sealed class MatchCounts
{
    private readonly long[] _byMatch = new long[Enum.GetValues<Match>().Length];

    /// <summary>The counts so far.</summary>
    public MatchTotals Totals => new(
        _byMatch[(int)Match.SignIn], _byMatch[(int)Match.BrowserSibling], _byMatch[(int)Match.Ambiguous], _byMatch[(int)Match.None]);

    /// <summary>Counts one.</summary>
    public void Add(Match match) => _byMatch[(int)match]++;
}

/// <summary>How many redacted fields, or events, were decided in each way.</summary>
/// <param name="BySignIn">Recovered from a sign-in.</param>
/// <param name="ByBrowserSibling">Recovered from a call that the session's browser made directly.</param>
/// <param name="Ambiguous">Still redacted: the evidence disagrees.</param>
/// <param name="Unresolved">Still redacted: no evidence has a value.</param>
internal readonly record struct MatchTotals(long BySignIn, long ByBrowserSibling, long Ambiguous, long Unresolved)
{
    /// <summary>All of them.</summary>
    public long Redacted => Recovered + StillRedacted;

    /// <summary>Those that got their value back.</summary>
    public long Recovered => BySignIn + ByBrowserSibling;

    /// <summary>Those that did not.</summary>
    public long StillRedacted => Ambiguous + Unresolved;

    /// <summary>Both together.</summary>
    public static MatchTotals operator +(MatchTotals one, MatchTotals other) => new(
        one.BySignIn + other.BySignIn,
        one.ByBrowserSibling + other.ByBrowserSibling,
        one.Ambiguous + other.Ambiguous,
        one.Unresolved + other.Unresolved);
}
