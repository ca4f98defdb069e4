using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>Counts what became of redacted fields. Not safe to use from several threads.</summary>
internal sealed class FieldCounts
{
    private readonly long[] _byMatch = new long[Enum.GetValues<Match>().Length];

    /// <summary>The counts so far.</summary>
    public FieldTotals Totals => new(
        _byMatch.Sum(),
        _byMatch[(int)Match.SignIn],
        _byMatch[(int)Match.BrowserSibling],
        _byMatch[(int)Match.Ambiguous],
        _byMatch[(int)Match.None]);

    /// <summary>Counts a record's field, if it is redacted.</summary>
    public void Add(RecordOutcome outcome, RedactedFields field)
    {
        if ((outcome.Redacted & field) != 0)
        {
            _byMatch[(int)CompletedReplay.MatchOf(outcome, field)]++;
        }
    }
}

/// <summary>What became of redacted fields; <paramref name="Redacted"/> is the sum of the others.</summary>
internal sealed record FieldTotals(long Redacted, long BySignIn, long ByBrowserSibling, long Ambiguous, long Unresolved);
