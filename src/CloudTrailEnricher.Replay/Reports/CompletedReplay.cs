using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Replay.Outputs;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>One console session with redacted records.</summary>
/// <param name="Key">The session.</param>
/// <param name="Evidence">What is known about it.</param>
/// <param name="Events">Its redacted records, by time; of a run with very many, only some.</param>
/// <param name="EventCount">How many they are.</param>
/// <param name="Recovered">Events of which every redacted field was recovered.</param>
internal sealed record SessionResult(
    SessionKey Key, IReadOnlyList<Evidence> Evidence, IReadOnlyList<RecordOutcome> Events, long EventCount, long Recovered);

/// <summary>
/// Everything one run found. Files handled are copied, enriched or failed; fields are recovered, ambiguous or unresolved.
/// The sums are of everything; the lists hold the first <see cref="ReplayResult.MostEvents"/> events and failures, and the first
/// <see cref="ReplayResult.MostSessions"/> sessions.
/// </summary>
/// <param name="Sessions">The sessions with redacted records, by creation time.</param>
/// <param name="StillRedacted">The records that stay redacted in at least one field, whatever the reason, by time.</param>
/// <param name="Failures">The files that could not be handled, by name.</param>
internal sealed record CompletedReplay(
    IReadOnlyList<SessionResult> Sessions, IReadOnlyList<RecordOutcome> StillRedacted, IReadOnlyList<FileFailure> Failures)
{
    public required long Records { get; init; }

    /// <summary>Messages read: S3 events and the like.</summary>
    public required int Events { get; init; }

    /// <summary>What was met and is no log file, by kind.</summary>
    public required IReadOnlyList<PassedOver> PassedOver { get; init; }

    /// <summary>What counts as a log file, and where it was looked for, in words.</summary>
    public required string LookedFor { get; init; }

    public required int Copied { get; init; }

    public required int Enriched { get; init; }

    /// <summary>Files whose copies were complete before this run, which left them alone.</summary>
    public required int Complete { get; init; }

    public required int Failed { get; init; }

    /// <summary>Records that read <c>AWS Internal</c> and stay so, whatever the evidence.</summary>
    public required long LookAlikes { get; init; }

    /// <summary>Redacted console events, recoverable by their kind.</summary>
    public required long ConsoleEvents { get; init; }

    /// <summary>How many events stay redacted in at least one field; <see cref="StillRedacted"/> may hold fewer.</summary>
    public required long StillRedactedEvents { get; init; }

    /// <summary>
    /// Sessions that are not among <see cref="Sessions"/>; one that is met again and again may be counted more than once.
    /// </summary>
    public required long MoreSessions { get; init; }

    public required FieldTotals Addresses { get; init; }

    public required FieldTotals Agents { get; init; }

    /// <summary>What became of the records that agents caused through AWS's MCP server.</summary>
    public required AgentTotals AgentRecords { get; init; }

    /// <summary>Both fields of the redacted console events, by service.</summary>
    public required IReadOnlyList<Breakdown> Services { get; init; }

    /// <summary>Both fields of the redacted console events, by account.</summary>
    public required IReadOnlyList<Breakdown> Accounts { get; init; }

    /// <summary>Whether the run was ended before all files were handled.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>What a comparison of the copies found; null where none was asked for.</summary>
    public VerifiedCopies? Verified { get; init; }

    /// <summary>Log files found.</summary>
    public int Files => Copied + Enriched + Complete + Failed;

    /// <summary>How many things were met that are no log files.</summary>
    public long Skipped => PassedOver.Sum(one => one.Count);

    /// <summary>Whether there was nothing to do it with.</summary>
    public bool FoundNoLogFile => Files == 0 && !IsInterrupted;

    /// <summary>Whether all copies were complete before.</summary>
    public bool HadNothingToDo => Complete > 0 && Complete == Files;

    /// <summary>The rule that decided about a record's field.</summary>
    public static Match MatchOf(RecordOutcome outcome, RedactedFields field) =>
        field == RedactedFields.SourceIPAddress ? outcome.Match.SourceIPAddress : outcome.Match.UserAgent;
}
