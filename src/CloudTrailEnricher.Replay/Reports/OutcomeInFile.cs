using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>An event that reads <c>AWS Internal</c>, and where it was found. Ordered by time.</summary>
/// <param name="File">The log file.</param>
/// <param name="Outcome">The event, and what became of it.</param>
/// <param name="Number">Distinguishes it from equal ones: a file can hold an event twice.</param>
internal readonly record struct OutcomeInFile(LogObject File, RecordOutcome Outcome, long Number)
{
    /// <summary>By event time, then event id, then file.</summary>
    public static Comparer<OutcomeInFile> ByTime { get; } = Comparer<OutcomeInFile>.Create((left, right) =>
        string.CompareOrdinal(left.Outcome.EventTime, right.Outcome.EventTime) is not 0 and var byTime ? byTime
        : string.CompareOrdinal(left.Outcome.EventId, right.Outcome.EventId) is not 0 and var byId ? byId
        : string.CompareOrdinal(left.File.ToString(), right.File.ToString()) is not 0 and var byFile ? byFile
        : left.Number.CompareTo(right.Number));
}
