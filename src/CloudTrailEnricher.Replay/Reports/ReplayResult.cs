using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// Collects what the two passes did. Every event is counted as it passes; single events, sessions and failures are kept up to a limit of
/// each, the first by time or name. Safe to use from several threads until it is completed.
/// </summary>
/// <param name="limits">How long the lists may get.</param>
internal sealed class ReplayResult(ListLimits limits)
{
    private readonly Lock _lock = new();
    private readonly FirstInOrder<OutcomeInFile> _stillRedacted = new(limits.StillRedacted, OutcomeInFile.ByTime);
    private readonly FirstInOrder<OutcomeInFile> _lookAlikes = new(limits.LookAlikes, OutcomeInFile.ByTime);
    private readonly FirstInOrder<FileFailure> _failures = new(limits.Failures, Comparer<FileFailure>.Create(InOrder));
    private readonly SessionTallies _sessions = new(limits);
    private readonly Dictionary<EnrichOutcome, int> _files = [];
    private readonly MatchCounts _events = new();
    private readonly MatchCounts _addresses = new();
    private readonly MatchCounts _agents = new();
    private readonly BreakdownCounts _services = new();
    private readonly BreakdownCounts _accounts = new();
    private readonly AgentCounts _agentRecords = new();
    private readonly EventsOverTime _overTime = new();
    private readonly SortedDictionary<Reason, long> _reasons = [];
    private readonly SortedDictionary<Reason, long> _lookAlikeReasons = [];
    private readonly StringPool _strings = new();
    private Action<LogObject, RecordOutcome>? _listener;
    private long _outcomesSeen;
    private long _records;
    private int _failed;
    private int _complete;

    /// <summary>How many files failed.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>Hands over every redacted console event that comes from now on, one at a time.</summary>
    public void Listen(Action<LogObject, RecordOutcome> listener) => _listener = listener;

    /// <summary>Counts an event that reads <c>AWS Internal</c>.</summary>
    public void Add(LogObject file, RecordOutcome outcome)
    {
        lock (_lock)
        {
            if (outcome.Agent is { } decision)
            {
                _agentRecords.Add(outcome.Session, decision);
                return;
            }

            var one = new OutcomeInFile(file, outcome, ++_outcomesSeen);
            if (outcome.Recoverability == Recoverability.Recoverable)
            {
                AddConsoleEvent(one);
                _listener?.Invoke(file, outcome);
            }
            else
            {
                var reason = outcome.Recoverability.AsReason();
                _lookAlikeReasons[reason] = _lookAlikeReasons.GetValueOrDefault(reason) + 1;
                Keep(_lookAlikes, one);
            }
        }
    }

    /// <summary>Counts what pass 1 read.</summary>
    public void Add(IndexReport report)
    {
        lock (_lock)
        {
            _records += report.Records;
        }
    }

    /// <summary>Counts what pass 2 did with a file.</summary>
    public void Add(EnrichReport report)
    {
        lock (_lock)
        {
            _files[report.Outcome] = _files.GetValueOrDefault(report.Outcome) + 1;
        }
    }

    /// <summary>Counts a file that could not be handled.</summary>
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
        Func<SessionKey, IReadOnlyList<Evidence>> evidence,
        InputNotes inputs,
        string lookedFor,
        bool interrupted = false,
        long agentRequests = 0)
    {
        lock (_lock)
        {
            return new CompletedReplay
            {
                Sessions = [.. _sessions.Kept.Select(one => new SessionResult(one.Key, ByTime(evidence(one.Key)), one.Tally.Totals()))],
                MoreSessions = _sessions.Missing,
                StillRedacted = [.. _stillRedacted.Kept.Select(one => one.Outcome)],
                LookAlikeEvents = [.. _lookAlikes.Kept.Select(one => one.Outcome)],
                Failures = [.. _failures.Kept],
                Records = _records,
                Events = inputs.Events,
                PassedOver = inputs.PassedOver,
                LookedFor = lookedFor,
                Copied = _files.GetValueOrDefault(EnrichOutcome.Copied),
                Enriched = _files.GetValueOrDefault(EnrichOutcome.Published) + _files.GetValueOrDefault(EnrichOutcome.Improved)
                    + _files.GetValueOrDefault(EnrichOutcome.AlreadyPublished),
                Complete = _complete,
                Failed = _failed,
                ConsoleEvents = _events.Totals,
                Addresses = _addresses.Totals,
                Agents = _agents.Totals,
                AgentRecords = _agentRecords.Totals(agentRequests),
                Services = _services.Totals,
                Accounts = _accounts.Totals,
                OverTime = _overTime.Totals(),
                Reasons = Totals(_reasons),
                LookAlikeReasons = Totals(_lookAlikeReasons),
                IsInterrupted = interrupted,
            };
        }
    }

    private void AddConsoleEvent(OutcomeInFile one)
    {
        var outcome = one.Outcome;
        var match = EventMatch.Of(outcome);
        _events.Add(match);
        _services.Add(outcome.EventSource, match);
        _accounts.Add(outcome.AccountId.Length > 0 ? outcome.AccountId : outcome.Session.Account.ToString(), match);
        _overTime.Add(outcome.EventTime, match);
        if (outcome.Redacted.Has(RedactedField.SourceIPAddress))
        {
            _addresses.Add(outcome.Match.SourceIPAddress);
        }

        if (outcome.Redacted.Has(RedactedField.UserAgent))
        {
            _agents.Add(outcome.Match.UserAgent);
        }

        if (outcome.Recovered != outcome.Redacted)
        {
            var reason = Reports.Reasons.First(outcome);
            _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
            Keep(_stillRedacted, one);
        }

        _sessions.Add(one, Pooled);
    }

    private void Keep(FirstInOrder<OutcomeInFile> events, OutcomeInFile one)
    {
        if (events.Takes(one))
        {
            events.Add(Pooled(one), out _);
        }
    }

    /// <summary>The same event with strings that are shared.</summary>
    private OutcomeInFile Pooled(OutcomeInFile one) => one with
    {
        Outcome = one.Outcome with
        {
            EventName = _strings.Get(one.Outcome.EventName),
            EventSource = _strings.Get(one.Outcome.EventSource),
            AwsRegion = _strings.Get(one.Outcome.AwsRegion),
            AccountId = _strings.Get(one.Outcome.AccountId),
            PrincipalArn = _strings.Get(one.Outcome.PrincipalArn),
            Recorded = new(Pooled(one.Outcome.Recorded.SourceIPAddress), Pooled(one.Outcome.Recorded.UserAgent)),
        },
    };

    private string? Pooled(string? text) => text is null ? null : _strings.Get(text);

    private static IReadOnlyList<ReasonCount> Totals(SortedDictionary<Reason, long> reasons) =>
        [.. reasons.Select(one => new ReasonCount(one.Key, one.Value)).OrderByDescending(one => one.Events)];

    private static Evidence[] ByTime(IReadOnlyList<Evidence> evidence) =>
        [.. evidence.Order(Comparer<Evidence>.Create((left, right) => left.First.CompareTo(right.First)))];

    private static int InOrder(FileFailure left, FileFailure right) =>
        string.CompareOrdinal(left.File, right.File) is not 0 and var byFile ? byFile : string.CompareOrdinal(left.Reason, right.Reason);
}
