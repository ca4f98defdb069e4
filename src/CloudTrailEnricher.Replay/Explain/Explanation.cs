using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Explain;

/// <summary>All that there is to say about a subject.</summary>
/// <param name="Events">The events asked for, by time.</param>
/// <param name="Sessions">Their sessions, by creation time.</param>
/// <param name="Searched">Where it was looked for.</param>
internal sealed record Explanation(IReadOnlyList<FoundEvent> Events, IReadOnlyList<FoundSession> Sessions, Searched Searched)
{
    /// <summary>
    /// Where no event has the id that was asked for: principals of console sessions whose ARN holds the text, by ARN. Otherwise none.
    /// </summary>
    public IReadOnlyList<string> Principals { get; init; } = [];

    /// <summary>Whether the subject is not in the inputs.</summary>
    public bool IsEmpty => Events.Count == 0 && Sessions.Count == 0;

    /// <summary>The session of an event; null where it has none.</summary>
    public FoundSession? SessionOf(FoundEvent one) => Sessions.FirstOrDefault(session => session.Key == one.Session);
}

/// <summary>One event.</summary>
/// <param name="Record">The record before and after.</param>
/// <param name="Files">The files that hold it; CloudTrail can deliver an event twice.</param>
internal sealed record FoundEvent(RecordChange Record, IReadOnlyList<LogObject> Files)
{
    /// <summary>What became of it; null when nothing is redacted in it.</summary>
    public required RecordOutcome? Outcome { get; init; }

    /// <summary>The session that it belongs to, or is evidence for; null when it has none that matters.</summary>
    public required SessionKey? Session { get; init; }

    /// <summary>Whether the record is itself evidence of that session.</summary>
    public required bool IsEvidence { get; init; }
}

/// <summary>One session and all evidence of it.</summary>
internal sealed record FoundSession(SessionKey Key, IReadOnlyList<FoundEvidence> Evidence);

/// <summary>A piece of evidence.</summary>
/// <param name="Evidence">The evidence.</param>
/// <param name="Files">The files that hold it.</param>
/// <param name="IsKept">
/// Whether it decides. Of a browser's calls one for every ten minutes, address and agent does; pass 1 finds one such in each file.
/// </param>
internal sealed record FoundEvidence(Evidence Evidence, IReadOnlyList<LogObject> Files, bool IsKept);

/// <summary>Where it was looked.</summary>
/// <param name="Where">The inputs in words.</param>
/// <param name="Files">The log files that were read.</param>
/// <param name="Failures">What could not be read.</param>
internal sealed record Searched(string Where, IReadOnlyList<LogObject> Files, IReadOnlyList<FileFailure> Failures)
{
    /// <summary>What a file is called outside of the program: its path, or its place in a bucket.</summary>
    public Func<LogObject, string> NameOf { get; init; } = file => file.ToString();
}
