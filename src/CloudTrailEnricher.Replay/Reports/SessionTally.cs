using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>Counts the redacted events of one session, and keeps the first of them. Not safe to use from several threads.</summary>
internal sealed class SessionTally(int eventRoom)
{
    private const int MostValues = 8;
    private const int MostEventNames = 3;

    private readonly MatchCounts _events = new();
    private readonly DistinctValues _addresses = new(MostValues);
    private readonly DistinctValues _agents = new(MostValues);
    private readonly FirstInOrder<OutcomeInFile> _kept = new(eventRoom, OutcomeInFile.ByTime);
    private readonly List<OpenTally> _open = new(1);
    private string? _first;
    private string? _last;
    private string? _origin;

    /// <summary>How many events are kept.</summary>
    public int KeptEvents => _kept.Kept.Count;

    /// <summary>Counts an event.</summary>
    public void Add(RecordOutcome outcome)
    {
        _events.Add(EventMatch.Of(outcome));
        var time = outcome.EventTime;
        _first = _first is null || string.CompareOrdinal(time, _first) < 0 ? time : _first;
        _last = _last is null || string.CompareOrdinal(time, _last) > 0 ? time : _last;
        _origin ??= outcome.Origin;
        Add(_addresses, outcome.Source.SourceIPAddress?.Evidence.SourceIPAddress ?? outcome.OwnAddress, time);
        Add(_agents, outcome.Source.UserAgent?.Evidence.UserAgent, time);
        if (outcome.Recovered != outcome.Redacted)
        {
            AddOpen(outcome);
        }
    }

    /// <summary>Whether <see cref="Keep"/> would keep the event.</summary>
    public bool Takes(OutcomeInFile one) => _kept.Takes(one);

    /// <summary>Keeps an event, if it is among the first.</summary>
    public void Keep(OutcomeInFile one) => _kept.Add(one, out _);

    /// <summary>Keeps fewer events from now on.</summary>
    public void Shrink(int eventRoom) => _kept.Shrink(eventRoom);

    /// <summary>What was counted so far.</summary>
    public SessionCounts Totals() => new(_events.Totals)
    {
        FirstEvent = _first ?? "",
        LastEvent = _last ?? "",
        Origin = _origin,
        Addresses = new SeenValues(_addresses.Kept, _addresses.HasMore),
        Agents = new SeenValues(_agents.Kept, _agents.HasMore),
        Open =
        [
            .. _open.Select(one => one.Totals()).OrderByDescending(one => one.Events).ThenBy(one => one.FirstEvent, StringComparer.Ordinal),
        ],
        Events = [.. _kept.Kept.Select(one => one.Outcome)],
    };

    private static void Add(DistinctValues values, string? value, string time)
    {
        if (value is not null)
        {
            values.Add(value, time);
        }
    }

    private void AddOpen(RecordOutcome outcome)
    {
        var fields = outcome.Redacted & ~outcome.Recovered;
        var why = new PerField<Reason>(
            fields.Has(RedactedField.SourceIPAddress) ? outcome.Reason.SourceIPAddress : Reason.None,
            fields.Has(RedactedField.UserAgent) ? outcome.Reason.UserAgent : Reason.None);
        var open = _open.Find(one => one.Accepts(why));
        if (open is null)
        {
            _open.Add(open = new OpenTally());
        }

        open.Add(outcome, fields, why);
    }

    /// <summary>The events of one session that stay redacted for the same reason, be it the address, the agent or both.</summary>
    private sealed class OpenTally
    {
        private readonly DistinctValues _names = new(MostEventNames);
        private RedactedFields _fields;
        private PerField<Reason> _why;
        private long _events;
        private int _sessionAddresses;
        private string? _first;

        /// <summary>Whether events with these reasons are of this kind: the reasons are the same, and no field has another.</summary>
        public bool Accepts(PerField<Reason> why) => Reasons(why) == Reasons(_why) && RedactedFieldNames.All.All(field =>
            why[field] == _why[field] || why[field] == Reason.None || _why[field] == Reason.None);

        public void Add(RecordOutcome outcome, RedactedFields fields, PerField<Reason> why)
        {
            _fields |= fields;
            _why = new(
                why.SourceIPAddress == Reason.None ? _why.SourceIPAddress : why.SourceIPAddress,
                why.UserAgent == Reason.None ? _why.UserAgent : why.UserAgent);
            _events++;
            _names.Add(outcome.EventName, outcome.EventTime);
            _sessionAddresses = Math.Max(_sessionAddresses, outcome.SessionAddresses);
            _first = _first is null || string.CompareOrdinal(outcome.EventTime, _first) < 0 ? outcome.EventTime : _first;
        }

        public OpenEvents Totals() => new(_fields, _why, _events)
        {
            FirstEvent = _first ?? "",
            Names = new SeenValues(_names.Kept, _names.HasMore),
            SessionAddresses = _sessionAddresses,
        };

        private static (Reason Lower, Reason Higher) Reasons(PerField<Reason> why)
        {
            var (one, other) = (why.SourceIPAddress, why.UserAgent);
            one = one == Reason.None ? other : one;
            other = other == Reason.None ? one : other;
            return one < other ? (one, other) : (other, one);
        }
    }
}
