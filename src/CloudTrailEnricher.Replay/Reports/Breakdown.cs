using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>What became of the redacted events of one service or one account.</summary>
internal sealed record Breakdown(string Name, MatchTotals Events);

/// <summary>Counts redacted events by name. Not safe to use from several threads.</summary>
internal sealed class BreakdownCounts
{
    /// <summary>More names than any trail has; what comes after them is counted together.</summary>
    private const int MaxNames = 10_000;

    private const string Others = "(others)";

    private readonly Dictionary<string, MatchCounts> _byName = [];

    /// <summary>The counts so far, the largest first.</summary>
    public IReadOnlyList<Breakdown> Totals =>
    [
        .. _byName.Select(one => new Breakdown(one.Key, one.Value.Totals))
            .OrderByDescending(one => one.Events.Redacted).ThenBy(one => one.Name, StringComparer.Ordinal),
    ];

    /// <summary>Counts an event.</summary>
    public void Add(string name, Match match)
    {
        if (!_byName.TryGetValue(name, out var counts))
        {
            var counted = _byName.Count < MaxNames ? name : Others;
            if (!_byName.TryGetValue(counted, out counts))
            {
                _byName.Add(counted, counts = new MatchCounts());
            }
        }

        counts.Add(match);
    }
}
