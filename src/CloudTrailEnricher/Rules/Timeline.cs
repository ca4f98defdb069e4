using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Rules;

/// <summary>
/// The values of one field over a session's life, and the rule that says which of them held at a moment (<c>docs/decisions.md</c>):
/// the nearest sightings before and after must name one value, and no other value's span may contain the moment.
/// </summary>
internal sealed class Timeline
{
    private const int MaxCandidates = 5;

    private readonly RedactedField _field;
    private readonly Reason _reasonOfChange;
    private readonly Sighting[] _candidates;
    private readonly Sighting[] _sightings;
    private readonly long[] _times;
    private readonly Dictionary<object, Span> _spans = [];
    private readonly Span? _only;
    private readonly long[] _spanStarts;
    private readonly long[] _spanEnds;
    private readonly bool _isShared;

    /// <param name="field">The field.</param>
    /// <param name="sightings">The sightings to decide by, in order.</param>
    /// <param name="isShared">Whether sign-ins of one second differ on the field: then every moment is ambiguous.</param>
    /// <param name="candidates">The sightings that ambiguous records name candidates from, in order.</param>
    public Timeline(RedactedField field, IEnumerable<Sighting> sightings, bool isShared, Sighting[] candidates)
    {
        _field = field;
        _reasonOfChange = field == RedactedField.SourceIPAddress ? Reason.AddressChanged : Reason.UserAgentChanged;
        _isShared = isShared;
        _candidates = candidates;
        _sightings = [.. sightings.Where(sighting => sighting.Value(field) is not null)];
        _times = Array.ConvertAll(_sightings, sighting => sighting.Event.EventTime.UnixSeconds);
        foreach (var sighting in _sightings)
        {
            var value = sighting.Value(field)!;
            if (!_spans.TryGetValue(value, out var span))
            {
                _spans[value] = span = new Span();
            }

            span.Add(sighting);
        }

        _only = _spans.Count == 1 ? _spans.Values.First() : null;
        _spanStarts = [.. _spans.Values.Select(span => span.Start).Order()];
        _spanEnds = [.. _spans.Values.Select(span => span.End).Order()];
    }

    /// <summary>Whether any sighting has a value for the field.</summary>
    public bool IsEmpty => _sightings.Length == 0;

    /// <summary>How many values were seen.</summary>
    public int Values => _spans.Count;

    /// <summary>Decides which value held at a moment.</summary>
    /// <param name="moment">The event's time; null where it cannot be read.</param>
    public Decision At(CloudTrailTime? moment)
    {
        if (_isShared)
        {
            return Ambiguous(Reason.SharedSession, moment);
        }

        if (Values <= 1)
        {
            return Unanimous(moment);
        }

        if (moment is not { UnixSeconds: var time })
        {
            return Ambiguous(Reason.NoEventTime, moment);
        }

        var value = ValueAround(time);
        return value is not null && Holds(_spans[value], time)
            ? Decision.Recovered(_spans[value].Nearest(time))
            : Ambiguous(_reasonOfChange, moment);
    }

    /// <summary>The one value that was ever seen; ambiguous where there are several.</summary>
    public Decision Unanimous(CloudTrailTime? moment) => this switch
    {
        { _isShared: true } => Ambiguous(Reason.SharedSession, moment),
        { Values: 0 } => Decision.Unknown(Reason.EvidenceWithoutValue),
        { _only: { } only } => Decision.Recovered(only.Nearest(moment?.UnixSeconds ?? long.MinValue)),
        _ => Ambiguous(_reasonOfChange, moment),
    };

    /// <summary>An ambiguous decision about a record that is decided by other evidence than this timeline's.</summary>
    public Decision Ambiguous(Reason reason, CloudTrailTime? moment) => Decision.Ambiguous(reason, Candidates(moment));

    /// <summary>
    /// The one value that the nearest sightings name, those of the moment's own second counting on both sides; null where they differ.
    /// </summary>
    private object? ValueAround(long time)
    {
        var after = FirstAtOrAfter(time);
        var before = FirstAtOrAfter(time + 1) - 1;
        object? value = null;
        var agree = true;
        for (var at = before; at >= 0 && _times[at] == _times[before]; at--)
        {
            Compare(at);
        }

        for (var at = after; at < _times.Length && _times[at] == _times[after]; at++)
        {
            Compare(at);
        }

        return agree ? value : null;

        void Compare(int at)
        {
            var seen = _sightings[at].Value(_field)!;
            value ??= seen;
            agree &= value.Equals(seen);
        }
    }

    /// <summary>
    /// Whether no other value was in use at the moment. Before the first and after the last sighting nothing is seen on one side, so there
    /// a value holds only if no other value's span touches its own.
    /// </summary>
    private bool Holds(Span span, long time) => time < _times[0] || time > _times[^1]
        ? SpansTouching(span.Start, span.End) == 1
        : SpansTouching(time, time) == 1;

    /// <summary>How many values' spans have a second in common with a stretch of time.</summary>
    private int SpansTouching(long start, long end) => CountUpTo(_spanStarts, end) - CountUpTo(_spanEnds, start - 1);

    /// <summary>
    /// The pairs of address and agent seen nearest: those of the moment's own second, then alternately back and forth from there.
    /// </summary>
    private List<Sighting> Candidates(CloudTrailTime? moment)
    {
        var found = new List<Sighting>(MaxCandidates);
        var after = moment is null ? 0 : Array.FindIndex(_candidates, sighting => sighting.Event.EventTime >= moment);
        after = after < 0 ? _candidates.Length : after;
        for (var before = after - 1; (before >= 0 || after < _candidates.Length) && found.Count < MaxCandidates; before--, after++)
        {
            var isNow = after < _candidates.Length && _candidates[after].Event.EventTime == moment;
            if (before >= 0 && !isNow)
            {
                Add(_candidates[before]);
            }

            if (after < _candidates.Length && found.Count < MaxCandidates)
            {
                Add(_candidates[after]);
            }

            before += isNow ? 1 : 0;
        }

        return found;

        void Add(Sighting sighting)
        {
            if (!found.Exists(known => Equals(known.Address, sighting.Address) && known.UserAgent == sighting.UserAgent))
            {
                found.Add(sighting);
            }
        }
    }

    private int FirstAtOrAfter(long time) => CountUpTo(_times, time - 1);

    /// <summary>How many numbers of an ordered list are no greater than a limit.</summary>
    private static int CountUpTo(long[] ordered, long limit)
    {
        var (low, high) = (0, ordered.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = ordered[middle] <= limit ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The sightings of one value, in order.</summary>
    private sealed class Span
    {
        private readonly List<Sighting> _all = [];
        private readonly List<Sighting> _signIns = [];

        public long Start => _all[0].Event.EventTime.UnixSeconds;

        public long End => _all[^1].Event.EventTime.UnixSeconds;

        public void Add(Sighting sighting)
        {
            _all.Add(sighting);
            if (sighting.IsSignIn)
            {
                _signIns.Add(sighting);
            }
        }

        /// <summary>
        /// The sign-in nearest in time where one has the value, otherwise the browser call; the earlier of two that are equally near.
        /// </summary>
        public Sighting Nearest(long time)
        {
            var among = _signIns.Count > 0 ? _signIns : _all;
            var (low, high) = (0, among.Count);
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                (low, high) = Time(middle) < time ? (middle + 1, high) : (low, middle);
            }

            if (low == among.Count || (low > 0 && time - Time(low - 1) <= Time(low) - time))
            {
                low--;
            }

            // The first one of its second.
            while (low > 0 && Time(low - 1) == Time(low))
            {
                low--;
            }

            return among[low];

            long Time(int at) => among[at].Event.EventTime.UnixSeconds;
        }
    }
}
