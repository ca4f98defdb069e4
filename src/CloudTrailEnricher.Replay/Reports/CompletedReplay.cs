using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Replay.Outputs;
using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// Everything one run found. Files handled are copied, enriched or failed; fields and events are recovered, ambiguous or unresolved.
/// Counts are of everything; the lists hold the first of each, as many as <see cref="ListLimits"/> has room for.
/// </summary>
internal sealed record CompletedReplay
{
    /// <summary>The sessions with redacted records, by creation time.</summary>
    public required IReadOnlyList<SessionResult> Sessions { get; init; }

    /// <summary>
    /// Sessions that are not among <see cref="Sessions"/>; one that is met again and again may be counted more than once.
    /// </summary>
    public required long MoreSessions { get; init; }

    /// <summary>The console events that stay redacted in at least one field, by time.</summary>
    public required IReadOnlyList<RecordOutcome> StillRedacted { get; init; }

    /// <summary>Records that read <c>AWS Internal</c> and stay so, whatever the evidence, by time.</summary>
    public required IReadOnlyList<RecordOutcome> LookAlikeEvents { get; init; }

    /// <summary>The files that could not be handled, by name.</summary>
    public required IReadOnlyList<FileFailure> Failures { get; init; }

    /// <summary>Records read.</summary>
    public required long Records { get; init; }

    /// <summary>Messages read: S3 events and the like.</summary>
    public required int Events { get; init; }

    /// <summary>What was met and is no log file, by kind.</summary>
    public required IReadOnlyList<PassedOver> PassedOver { get; init; }

    /// <summary>What counts as a log file, and where it was looked for, in words.</summary>
    public required string LookedFor { get; init; }

    /// <summary>Files without a redacted record.</summary>
    public required int Copied { get; init; }

    /// <summary>Files with one.</summary>
    public required int Enriched { get; init; }

    /// <summary>Files whose copies were complete before this run, which left them alone: no other number counts what is in them.</summary>
    public required int Complete { get; init; }

    /// <summary>Files that could not be handled.</summary>
    public required int Failed { get; init; }

    /// <summary>Redacted console events, recoverable by their kind. An event counts as what its worse field does.</summary>
    public required MatchTotals ConsoleEvents { get; init; }

    /// <summary>Redacted addresses of these events.</summary>
    public required MatchTotals Addresses { get; init; }

    /// <summary>Redacted user agents of these events.</summary>
    public required MatchTotals Agents { get; init; }

    /// <summary>What became of the records that agents caused through AWS's MCP server.</summary>
    public required AgentTotals AgentRecords { get; init; }

    /// <summary>The events by service.</summary>
    public required IReadOnlyList<Breakdown> Services { get; init; }

    /// <summary>The events by account.</summary>
    public required IReadOnlyList<Breakdown> Accounts { get; init; }

    /// <summary>The events by time.</summary>
    public required Histogram OverTime { get; init; }

    /// <summary>Why events stay redacted: each event counts once, by the reason of its first field that does. Most first.</summary>
    public required IReadOnlyList<ReasonCount> Reasons { get; init; }

    /// <summary>Why look-alikes are none, most first.</summary>
    public required IReadOnlyList<ReasonCount> LookAlikeReasons { get; init; }

    /// <summary>Whether the run was ended before all files were handled.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>What a comparison of the copies found; null where none was asked for.</summary>
    public VerifiedCopies? Verified { get; init; }

    /// <summary>Log files found.</summary>
    public int Files => Copied + Enriched + Complete + Failed;

    /// <summary>How many records read <c>AWS Internal</c> and stay so, whatever the evidence.</summary>
    public long LookAlikes => LookAlikeReasons.Sum(one => one.Events);

    /// <summary>How many sessions have redacted events.</summary>
    public long SessionCount => Sessions.Count + MoreSessions;

    /// <summary>How many things were met that are no log files.</summary>
    public long Skipped => PassedOver.Sum(one => one.Count);

    /// <summary>Whether there was nothing to do it with.</summary>
    public bool FoundNoLogFile =>
        Files == 0 && !IsInterrupted && PassedOver.All(one => one.Kind != PassedOverKind.Unselected);

    /// <summary>Whether all copies were complete before.</summary>
    public bool HadNothingToDo => Complete > 0 && Complete == Files;
}

/// <summary>How many events stay redacted for a reason.</summary>
internal readonly record struct ReasonCount(Reason Reason, long Events);
