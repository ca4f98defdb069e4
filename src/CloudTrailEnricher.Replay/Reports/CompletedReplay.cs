using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>One console session with redacted records.</summary>
/// <param name="Key">The session.</param>
/// <param name="Evidence">What is known about it.</param>
/// <param name="Events">Its redacted records, by time; of a run with very many, only some.</param>
/// <param name="EventCount">How many they are.</param>
/// <param name="Recovered">Events of which every redacted field was recovered.</param>
internal sealed record SessionResult(SessionKey Key, IReadOnlyList<Evidence> Evidence, IReadOnlyList<RecordOutcome> Events, long EventCount, long Recovered);

/// <summary>
/// Everything one run found. Files handled are copied, enriched or failed; fields are recovered, ambiguous or unresolved.
/// The sums are of everything; the lists hold the first <see cref="ReplayResult.MostKept"/>.
/// </summary>
/// <param name="Sessions">The sessions with redacted records, by creation time.</param>
/// <param name="Outcomes">The records that read <c>AWS Internal</c>, by time.</param>
/// <param name="Failures">The files that could not be handled, by name.</param>
internal sealed record CompletedReplay(IReadOnlyList<SessionResult> Sessions, IReadOnlyList<RecordOutcome> Outcomes, IReadOnlyList<FileFailure> Failures)
{
    public required long Records { get; init; }

    public required int Events { get; init; }

    public required int Skipped { get; init; }

    public required int Copied { get; init; }

    public required int Enriched { get; init; }

    /// <summary>Files whose copies were complete before this run, which left them alone.</summary>
    public required int Complete { get; init; }

    public required int Failed { get; init; }

    /// <summary>Records that read <c>AWS Internal</c> and stay so, whatever the evidence.</summary>
    public required long LookAlikes { get; init; }

    /// <summary>How many events stay redacted in at least one field; <see cref="StillRedacted"/> may hold fewer.</summary>
    public required long StillRedactedEvents { get; init; }

    /// <summary>Sessions that are not among <see cref="Sessions"/>; one that is met again and again may be counted more than once.</summary>
    public required long MoreSessions { get; init; }

    public required FieldTotals Addresses { get; init; }

    public required FieldTotals Agents { get; init; }

    /// <summary>Whether the run was ended before all files were handled.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>Redacted console events, recoverable by their kind.</summary>
    public IEnumerable<RecordOutcome> ConsoleEvents => Outcomes.Where(outcome => outcome.Recoverability == Recoverability.Recoverable);

    /// <summary>Events that stay redacted in at least one field, whatever the reason.</summary>
    public IEnumerable<RecordOutcome> StillRedacted => Outcomes.Where(outcome => outcome.Recovered != outcome.Redacted);

    public static Match MatchOf(RecordOutcome outcome, RedactedFields field) =>
        field == RedactedFields.SourceIPAddress ? outcome.AddressMatch : outcome.AgentMatch;
}

/// <summary>What became of one field over all redacted console events; <paramref name="Redacted"/> is the sum of the others.</summary>
internal sealed record FieldTotals(long Redacted, long BySignIn, long ByBrowserSibling, long Ambiguous, long Unresolved);
