using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>What became of the redacted fields of one service or one account; addresses and user agents count each.</summary>
internal sealed record Breakdown(string Name, FieldTotals Fields);

/// <summary>Counts redacted fields by name. Not safe to use from several threads.</summary>
internal sealed class BreakdownCounts
{
    /// <summary>More names than any trail has; what comes after them is counted together.</summary>
    private const int MostNames = 10_000;

    private const string Others = "(others)";

    private readonly Dictionary<string, FieldCounts> _byName = [];

    /// <summary>The counts so far, the largest first.</summary>
    public IReadOnlyList<Breakdown> Totals =>
    [
        .. _byName.Select(one => new Breakdown(one.Key, one.Value.Totals))
            .OrderByDescending(one => one.Fields.Redacted).ThenBy(one => one.Name, StringComparer.Ordinal),
    ];

    /// <summary>Counts both fields of an event.</summary>
    public void Add(string name, RecordOutcome outcome)
    {
        var counted = _byName.ContainsKey(name) || _byName.Count < MostNames ? name : Others;
        if (!_byName.TryGetValue(counted, out var counts))
        {
            _byName.Add(counted, counts = new FieldCounts());
        }

        counts.Add(outcome, RedactedFields.SourceIPAddress);
        counts.Add(outcome, RedactedFields.UserAgent);
    }
}
