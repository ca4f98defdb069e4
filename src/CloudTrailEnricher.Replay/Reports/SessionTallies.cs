using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// Counts by session, for as many sessions as there is room for: those created first. Keeps the first events of each, all sessions the same
/// number, which shrinks as sessions come. What is kept does not depend on the order in which events come. Not safe to use from several
/// threads.
/// </summary>
internal sealed class SessionTallies(ListLimits limits)
{
    /// <summary>More than anyone reads of one session.</summary>
    private const int MaxEventsOfOne = 1024;

    private readonly FirstInOrder<SessionKey> _keys = new(limits.Sessions, Comparer<SessionKey>.Create(InOrder));
    private readonly Dictionary<SessionKey, SessionTally> _tallies = [];
    private int _room = Math.Min(MaxEventsOfOne, limits.SessionEvents);
    private long _keptEvents;

    /// <summary>Sessions that were left out; one that is met again and again may be counted more than once.</summary>
    public long Missing { get; private set; }

    /// <summary>The sessions in the order of their creation.</summary>
    public IEnumerable<(SessionKey Key, SessionTally Tally)> Kept => _keys.Kept.Select(key => (key, _tallies[key]));

    /// <summary>Counts an event of a session.</summary>
    /// <param name="one">The event.</param>
    /// <param name="pooled">Makes its strings those that are kept already.</param>
    public void Add(OutcomeInFile one, Func<OutcomeInFile, OutcomeInFile> pooled)
    {
        if (TallyOf(one.Outcome.Session) is not { } tally)
        {
            return;
        }

        tally.Add(one.Outcome);
        if (tally.Takes(one))
        {
            var before = tally.KeptEvents;
            tally.Keep(pooled(one));
            _keptEvents += tally.KeptEvents - before;
            ShrinkWhereTooMany();
        }
    }

    /// <summary>
    /// A session is kept from its first event on or not at all: one that is among the first now was among them before.
    /// </summary>
    private SessionTally? TallyOf(SessionKey key)
    {
        if (_tallies.TryGetValue(key, out var tally))
        {
            return tally;
        }

        if (!_keys.Add(key, out var left))
        {
            Missing++;
            return null;
        }

        if (left != default && _tallies.Remove(left, out var removed))
        {
            _keptEvents -= removed.KeptEvents;
            Missing++;
        }

        _tallies.Add(key, tally = new SessionTally(_room));
        return tally;
    }

    private void ShrinkWhereTooMany()
    {
        while (_keptEvents > limits.SessionEvents)
        {
            _room /= 2;
            _keptEvents = 0;
            foreach (var tally in _tallies.Values)
            {
                tally.Shrink(_room);
                _keptEvents += tally.KeptEvents;
            }
        }
    }

    private static int InOrder(SessionKey left, SessionKey right) =>
        left.CreationDate.CompareTo(right.CreationDate) is not 0 and var byTime
            ? byTime
            : string.CompareOrdinal(left.PrincipalArn, right.PrincipalArn);
}
