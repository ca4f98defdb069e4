using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// Collects what the two passes did: sums of everything, and single sessions, events and failures up to <see cref="MostKept"/> of each,
/// the first by time or name. Safe to use from several threads until it is completed.
/// </summary>
/// <param name="mostKept">How many sessions, events and failures are kept.</param>
internal sealed class ReplayResult(int mostKept = ReplayResult.MostKept)
{
    /// <summary>More than anyone reads, and some 100 MB.</summary>
    public const int MostKept = 100_000;

    private readonly Lock _lock = new();
    private readonly Smallest<OutcomeInFile> _outcomes = new(mostKept, Comparer<OutcomeInFile>.Create(InOrder));
    private readonly Smallest<SessionKey> _sessionKeys = new(mostKept, Comparer<SessionKey>.Create(InOrder));
    private readonly Dictionary<SessionKey, SessionCount> _sessions = [];
    private readonly Smallest<FileFailure> _failures = new(mostKept, Comparer<FileFailure>.Create(InOrder));
    private readonly Dictionary<EnrichOutcome, int> _files = [];
    private readonly FieldCount _address = new();
    private readonly FieldCount _agent = new();
    private long _outcomesSeen;
    private long _records;
    private long _lookAlikes;
    private long _stillRedacted;
    private long _moreSessions;
    private int _neighbours;
    private int _failed;
    private int _complete;

    /// <summary>How many files failed.</summary>
    public int Failed => Volatile.Read(ref _failed);

    public void Add(LogObject file, RecordOutcome outcome)
    {
        lock (_lock)
        {
            _outcomes.Add(new OutcomeInFile(file, outcome, ++_outcomesSeen), out _);
            _stillRedacted += outcome.Recovered == outcome.Redacted ? 0 : 1;
            if (outcome.Recoverability != Recoverability.Recoverable)
            {
                _lookAlikes++;
                return;
            }

            _address.Add(outcome, RedactedFields.SourceIPAddress);
            _agent.Add(outcome, RedactedFields.UserAgent);
            AddToSession(outcome);
        }
    }

    public void Add(IndexReport report)
    {
        lock (_lock)
        {
            _records += report.Records;
            _neighbours += report.Kind == ObjectKind.LogFile ? 0 : 1;
        }
    }

    public void Add(EnrichReport report)
    {
        lock (_lock)
        {
            _files[report.Outcome] = _files.GetValueOrDefault(report.Outcome) + 1;
        }
    }

    public void Add(FileFailure failure)
    {
        lock (_lock)
        {
            _failed++;
            _failures.Add(failure, out _);
        }
    }

    /// <summary>Counts a file whose copy was complete before.</summary>
    public void AddComplete() => Interlocked.Increment(ref _complete);

    public CompletedReplay Complete(Func<SessionKey, IReadOnlyList<Evidence>> evidence, int events, int skipped, bool interrupted = false)
    {
        lock (_lock)
        {
            var eventsOf = _outcomes.Kept.Where(one => one.Outcome.Recoverability == Recoverability.Recoverable).ToLookup(one => one.Outcome.Session, one => one.Outcome);
            var sessions = _sessionKeys.Kept.Select(key => new SessionResult(key, evidence(key), [.. eventsOf[key]], _sessions[key].Events, _sessions[key].Recovered));
            return new CompletedReplay([.. sessions], [.. _outcomes.Kept.Select(one => one.Outcome)], [.. _failures.Kept])
            {
                Records = _records,
                Events = events,
                Skipped = skipped + _neighbours,
                Copied = _files.GetValueOrDefault(EnrichOutcome.Copied),
                Enriched = _files.GetValueOrDefault(EnrichOutcome.Published) + _files.GetValueOrDefault(EnrichOutcome.Improved) + _files.GetValueOrDefault(EnrichOutcome.AlreadyPublished),
                Complete = _complete,
                Failed = _failed,
                LookAlikes = _lookAlikes,
                StillRedactedEvents = _stillRedacted,
                MoreSessions = _moreSessions,
                Addresses = _address.Totals,
                Agents = _agent.Totals,
                IsInterrupted = interrupted,
            };
        }
    }

    /// <summary>
    /// A session is kept from its first event on or not at all: whatever is smaller than the largest kept one now, was so before.
    /// </summary>
    private void AddToSession(RecordOutcome outcome)
    {
        var key = outcome.Session;
        if (!_sessions.TryGetValue(key, out var session))
        {
            if (!_sessionKeys.Add(key, out var left))
            {
                _moreSessions++;
                return;
            }

            if (left != default && _sessions.Remove(left))
            {
                _moreSessions++;
            }

            _sessions.Add(key, session = new SessionCount());
        }

        session.Events++;
        session.Recovered += outcome.Recovered == outcome.Redacted ? 1 : 0;
    }

    private static int InOrder(OutcomeInFile left, OutcomeInFile right) =>
        string.CompareOrdinal(left.Outcome.EventTime, right.Outcome.EventTime) is not 0 and var byTime ? byTime
        : string.CompareOrdinal(left.Outcome.EventId, right.Outcome.EventId) is not 0 and var byId ? byId
        : string.CompareOrdinal(left.File.ToString(), right.File.ToString()) is not 0 and var byFile ? byFile
        : left.Number.CompareTo(right.Number);

    private static int InOrder(SessionKey left, SessionKey right) =>
        left.CreationDate.CompareTo(right.CreationDate) is not 0 and var byTime ? byTime : string.CompareOrdinal(left.PrincipalArn, right.PrincipalArn);

    private static int InOrder(FileFailure left, FileFailure right) =>
        string.CompareOrdinal(left.File, right.File) is not 0 and var byFile ? byFile : string.CompareOrdinal(left.Reason, right.Reason);

    /// <summary>An event, with a number that tells it from others that are in everything alike, as a file can hold them.</summary>
    private readonly record struct OutcomeInFile(LogObject File, RecordOutcome Outcome, long Number);

    private sealed class SessionCount
    {
        public long Events { get; set; }

        public long Recovered { get; set; }
    }

    private sealed class FieldCount
    {
        private readonly long[] _byMatch = new long[Enum.GetValues<Match>().Length];

        public FieldTotals Totals => new(
            _byMatch.Sum(), _byMatch[(int)Match.SignIn], _byMatch[(int)Match.BrowserSibling], _byMatch[(int)Match.Ambiguous], _byMatch[(int)Match.None]);

        public void Add(RecordOutcome outcome, RedactedFields field)
        {
            if ((outcome.Redacted & field) != 0)
            {
                _byMatch[(int)CompletedReplay.MatchOf(outcome, field)]++;
            }
        }
    }
}
