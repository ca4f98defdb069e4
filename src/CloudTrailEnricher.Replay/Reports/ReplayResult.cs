using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// Collects what the two passes did: sums of everything, and single events, sessions and failures up to a limit of each, the first by
/// time or name. Safe to use from several threads until it is completed.
/// </summary>
/// <param name="mostEvents">
/// How many events that stay redacted are kept, and how many failures; of recovered events a quarter of that.
/// </param>
/// <param name="mostSessions">How many sessions are kept.</param>
internal sealed class ReplayResult(int mostEvents = ReplayResult.MostEvents, int mostSessions = ReplayResult.MostSessions)
{
    /// <summary>More than anyone reads, and some 5 MB.</summary>
    public const int MostEvents = 10_000;

    /// <summary>Some 25 MB.</summary>
    public const int MostSessions = 100_000;

    private readonly Lock _lock = new();
    private readonly FirstInOrder<OutcomeInFile> _stillRedacted = new(mostEvents, Comparer<OutcomeInFile>.Create(InOrder));
    private readonly FirstInOrder<OutcomeInFile> _recovered = new(mostEvents / 4, Comparer<OutcomeInFile>.Create(InOrder));
    private readonly FirstInOrder<SessionKey> _sessionKeys = new(mostSessions, Comparer<SessionKey>.Create(InOrder));
    private readonly Dictionary<SessionKey, SessionCount> _sessions = [];
    private readonly FirstInOrder<FileFailure> _failures = new(mostEvents, Comparer<FileFailure>.Create(InOrder));
    private readonly Dictionary<EnrichOutcome, int> _files = [];
    private readonly FieldCounts _addresses = new();
    private readonly FieldCounts _agents = new();
    private readonly BreakdownCounts _services = new();
    private readonly BreakdownCounts _accounts = new();
    private readonly AgentCounts _agentRecords = new();
    private readonly StringPool _strings = new();
    private long _outcomesSeen;
    private long _consoleEvents;
    private long _records;
    private long _lookAlikes;
    private long _stillRedactedEvents;
    private long _moreSessions;
    private int _failed;
    private int _complete;

    /// <summary>How many files failed.</summary>
    public int Failed => Volatile.Read(ref _failed);

    public void Add(LogObject file, RecordOutcome outcome)
    {
        lock (_lock)
        {
            if (outcome.Agent is { } decision)
            {
                _agentRecords.Add(outcome.Session, decision);
                return;
            }

            var isOpen = outcome.Recovered != outcome.Redacted;
            _stillRedactedEvents += isOpen ? 1 : 0;
            Keep(isOpen ? _stillRedacted : _recovered, new OutcomeInFile(file, outcome, ++_outcomesSeen));
            if (outcome.Recoverability != Recoverability.Recoverable)
            {
                _lookAlikes++;
                return;
            }

            _consoleEvents++;
            _addresses.Add(outcome, RedactedFields.SourceIPAddress);
            _agents.Add(outcome, RedactedFields.UserAgent);
            _services.Add(outcome.EventSource, outcome);
            _accounts.Add(outcome.AccountId.Length > 0 ? outcome.AccountId : outcome.Session.Account.ToString(), outcome);
            AddToSession(outcome);
        }
    }

    public void Add(IndexReport report)
    {
        lock (_lock)
        {
            _records += report.Records;
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

    /// <summary>Puts together what was collected.</summary>
    /// <param name="evidence">The evidence of a session.</param>
    /// <param name="inputs">What there is to say of the inputs beside log files.</param>
    /// <param name="lookedFor">What counts as a log file, and where it was looked for.</param>
    /// <param name="interrupted">Whether the run was ended before all files were handled.</param>
    /// <param name="agentRequests">How many requests agents' records name.</param>
    public CompletedReplay Complete(
        Func<SessionKey, IReadOnlyList<Evidence>> evidence, InputNotes inputs, string lookedFor, bool interrupted = false, long agentRequests = 0)
    {
        lock (_lock)
        {
            RecordOutcome[] events =
            [
                .. _stillRedacted.Kept.Concat(_recovered.Kept).Order(Comparer<OutcomeInFile>.Create(InOrder)).Select(one => one.Outcome),
            ];
            var eventsOf = events.Where(one => one.Recoverability == Recoverability.Recoverable).ToLookup(one => one.Session);
            var sessions = _sessionKeys.Kept
                .Select(key => new SessionResult(key, evidence(key), [.. eventsOf[key]], _sessions[key].Events, _sessions[key].Recovered));
            return new CompletedReplay([.. sessions], [.. _stillRedacted.Kept.Select(one => one.Outcome)], [.. _failures.Kept])
            {
                Records = _records,
                Events = inputs.Events,
                PassedOver = inputs.PassedOver,
                LookedFor = lookedFor,
                Copied = _files.GetValueOrDefault(EnrichOutcome.Copied),
                Enriched = _files.GetValueOrDefault(EnrichOutcome.Published) + _files.GetValueOrDefault(EnrichOutcome.Improved)
                    + _files.GetValueOrDefault(EnrichOutcome.AlreadyPublished),
                Complete = _complete,
                Failed = _failed,
                LookAlikes = _lookAlikes,
                ConsoleEvents = _consoleEvents,
                StillRedactedEvents = _stillRedactedEvents,
                MoreSessions = _moreSessions,
                Addresses = _addresses.Totals,
                Agents = _agents.Totals,
                AgentRecords = _agentRecords.Totals(agentRequests),
                Services = _services.Totals,
                Accounts = _accounts.Totals,
                IsInterrupted = interrupted,
            };
        }
    }

    /// <summary>Keeps an event if it is among the first, with strings that are shared.</summary>
    private void Keep(FirstInOrder<OutcomeInFile> events, OutcomeInFile one)
    {
        if (events.Takes(one))
        {
            var outcome = one.Outcome with
            {
                EventName = _strings.Get(one.Outcome.EventName),
                EventSource = _strings.Get(one.Outcome.EventSource),
                AwsRegion = _strings.Get(one.Outcome.AwsRegion),
                AccountId = _strings.Get(one.Outcome.AccountId),
                PrincipalArn = _strings.Get(one.Outcome.PrincipalArn),
                OwnAddress = one.Outcome.OwnAddress is { } own ? _strings.Get(own) : null,
            };
            events.Add(one with { Outcome = outcome }, out _);
        }
    }

    /// <summary>
    /// A session is kept from its first event on or not at all: one that is among the first now was among them before.
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
        left.CreationDate.CompareTo(right.CreationDate) is not 0 and var byTime
            ? byTime
            : string.CompareOrdinal(left.PrincipalArn, right.PrincipalArn);

    private static int InOrder(FileFailure left, FileFailure right) =>
        string.CompareOrdinal(left.File, right.File) is not 0 and var byFile ? byFile : string.CompareOrdinal(left.Reason, right.Reason);

    /// <summary>An event, with a number that distinguishes it from equal ones, as a file can hold them.</summary>
    private readonly record struct OutcomeInFile(LogObject File, RecordOutcome Outcome, long Number);

    private sealed class SessionCount
    {
        public long Events { get; set; }

        public long Recovered { get; set; }
    }
}
