using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// One word for an event, so that reports can count events: what holds for its worse field. An event counts as recovered only when every
/// redacted field of it was.
/// </summary>
internal static class EventMatch
{
    /// <summary>From worse to better.</summary>
    private static readonly Match[] WorstFirst = [Match.Ambiguous, Match.None, Match.BrowserSibling, Match.SignIn];

    /// <summary>How the event's worse field was decided.</summary>
    public static Match Of(RecordOutcome outcome)
    {
        foreach (var match in WorstFirst)
        {
            foreach (var field in RedactedFieldNames.All)
            {
                if (outcome.Redacted.Has(field) && outcome.Match[field] == match)
                {
                    return match;
                }
            }
        }

        return Match.None;
    }
}
