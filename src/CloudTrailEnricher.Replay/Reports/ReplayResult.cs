using System.Collections.Concurrent;
using CloudTrailEnricher.Enrichment;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>Collects what the two passes did. Safe to use from several threads until it is completed.</summary>
internal sealed class ReplayResult
{
    private readonly ConcurrentBag<(LogObject File, RecordOutcome Outcome)> _outcomes = [];
    private readonly ConcurrentDictionary<EnrichOutcome, int> _files = new();
    private long _records;
    private int _neighbours;

    public void Add(LogObject file, RecordOutcome outcome) => _outcomes.Add((file, outcome));

    public void Add(IndexReport report)
    {
        Interlocked.Add(ref _records, report.Records);
        if (report.Kind != ObjectKind.LogFile)
        {
            Interlocked.Increment(ref _neighbours);
        }
    }

    public void Add(EnrichReport report) => _files.AddOrUpdate(report.Outcome, 1, (_, count) => count + 1);

    public CompletedReplay Complete(InMemorySessionIndex index, ReplayInputs inputs, IReadOnlyList<FileFailure> failures)
    {
        var outcomes = _outcomes.OrderBy(one => one.Outcome.EventTime, StringComparer.Ordinal)
            .ThenBy(one => one.Outcome.EventId, StringComparer.Ordinal)
            .ThenBy(one => one.File.ToString(), StringComparer.Ordinal)
            .ToArray();
        var sessions = outcomes.Where(one => one.Outcome.Recoverability == Records.Recoverability.Recoverable)
            .GroupBy(one => one.Outcome.Session)
            .OrderBy(session => session.Key.CreationDate)
            .ThenBy(session => session.Key.PrincipalArn, StringComparer.Ordinal)
            .Select(session => new SessionResult(session.Key, index.Find(session.Key), [.. session.Select(one => one.Outcome)]))
            .ToArray();
        return new CompletedReplay(sessions, [.. outcomes.Select(one => one.Outcome)], failures)
        {
            Records = _records,
            Events = inputs.Events,
            Skipped = inputs.Skipped + _neighbours,
            Copied = _files.GetValueOrDefault(EnrichOutcome.Copied),
            Enriched = _files.GetValueOrDefault(EnrichOutcome.Published) + _files.GetValueOrDefault(EnrichOutcome.Improved),
        };
    }
}
