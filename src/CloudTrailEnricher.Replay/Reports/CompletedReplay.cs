using CloudTrailEnricher.Enrichment;
using CloudTrailEnricher.Records;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>One console session with redacted records.</summary>
/// <param name="Key">The session.</param>
/// <param name="Evidence">What is known about it.</param>
/// <param name="Events">Its redacted records, by time.</param>
internal sealed record SessionResult(SessionKey Key, IReadOnlyList<Evidence> Evidence, IReadOnlyList<RecordOutcome> Events)
{
    /// <summary>Events of which every redacted field was recovered.</summary>
    public int Recovered => Events.Count(outcome => outcome.Recovered == outcome.Redacted);
}

/// <summary>Everything one run found. Files handled are copied, enriched or failed; fields are recovered, ambiguous or unresolved.</summary>
/// <param name="Sessions">The sessions with redacted records, by creation time.</param>
/// <param name="Outcomes">All records that read <c>AWS Internal</c>, by time.</param>
/// <param name="Failures">The files that could not be handled.</param>
internal sealed record CompletedReplay(IReadOnlyList<SessionResult> Sessions, IReadOnlyList<RecordOutcome> Outcomes, IReadOnlyList<FileFailure> Failures)
{
    public required long Records { get; init; }

    public required int Events { get; init; }

    public required int Skipped { get; init; }

    public required int Copied { get; init; }

    public required int Enriched { get; init; }

    /// <summary>Redacted console events, recoverable by their kind.</summary>
    public IEnumerable<RecordOutcome> ConsoleEvents => Outcomes.Where(outcome => outcome.Recoverability == Recoverability.Recoverable);

    /// <summary>Events that stay redacted in at least one field, whatever the reason.</summary>
    public IEnumerable<RecordOutcome> StillRedacted => Outcomes.Where(outcome => outcome.Recovered != outcome.Redacted);

    public FieldTotals Fields(RedactedFields field)
    {
        var redacted = ConsoleEvents.Where(outcome => (outcome.Redacted & field) != 0).ToArray();
        int Count(Match match) => redacted.Count(outcome => MatchOf(outcome, field) == match);
        return new FieldTotals(redacted.Length, Count(Match.SignIn), Count(Match.BrowserSibling), Count(Match.Ambiguous), Count(Match.None));
    }

    public static Match MatchOf(RecordOutcome outcome, RedactedFields field) =>
        field == RedactedFields.SourceIPAddress ? outcome.AddressMatch : outcome.AgentMatch;
}

/// <summary>What became of one field over all redacted console events; <paramref name="Redacted"/> is the sum of the others.</summary>
internal sealed record FieldTotals(int Redacted, int BySignIn, int ByBrowserSibling, int Ambiguous, int Unresolved);
