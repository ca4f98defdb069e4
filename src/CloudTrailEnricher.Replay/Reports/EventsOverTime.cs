using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>Counts redacted events by the hour of their <c>eventTime</c>. Not safe to use from several threads.</summary>
internal sealed class EventsOverTime
{
    /// <summary>Some twenty years. Only made-up times need more; what comes after them has no place in time.</summary>
    private const int MostHours = 200_000;

    /// <summary>The most bars that a page of usual width shows apart.</summary>
    private const int MostBars = 80;

    private const int SecondsOfHour = 3600;

    /// <summary>The lengths that a bar can have, in hours: a part of a day, days, weeks, months of 30 days, years.</summary>
    private static readonly int[] Lengths = [1, 3, 6, 12, 24, 7 * 24, 30 * 24, 365 * 24];

    private readonly Dictionary<long, MatchCounts> _hours = [];

    /// <summary>Counts an event.</summary>
    public void Add(string eventTime, Match match)
    {
        if (!CloudTrailTime.TryParse(eventTime, out var time))
        {
            return;
        }

        var hour = time.UnixSeconds / SecondsOfHour;
        if (!_hours.TryGetValue(hour, out var counts))
        {
            if (_hours.Count >= MostHours)
            {
                return;
            }

            _hours.Add(hour, counts = new MatchCounts());
        }

        counts.Add(match);
    }

    /// <summary>The counts so far, in the shortest bars of which there are not too many. Bars without events are left out.</summary>
    public Histogram Totals()
    {
        if (_hours.Count == 0)
        {
            return new Histogram(Lengths[0], []);
        }

        var (first, last) = (_hours.Keys.Min(), _hours.Keys.Max());
        var length = Lengths.FirstOrDefault(hours => (last / hours) - (first / hours) < MostBars, Lengths[^1]);
        return new Histogram(
            length,
            [
                .. _hours.GroupBy(hour => hour.Key / length)
                    .OrderBy(bar => bar.Key)
                    .Select(bar => new HistogramBar(
                        DateTimeOffset.FromUnixTimeSeconds(bar.Key * length * SecondsOfHour),
                        bar.Aggregate(default(MatchTotals), (sum, hour) => sum + hour.Value.Totals))),
            ]);
    }
}

/// <summary>Redacted events over time.</summary>
/// <param name="Hours">How many hours a bar stands for.</param>
/// <param name="Bars">The bars that hold events, by time.</param>
internal sealed record Histogram(int Hours, IReadOnlyList<HistogramBar> Bars);

/// <summary>The redacted events of one bar.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="Events">What became of them.</param>
internal readonly record struct HistogramBar(DateTimeOffset Start, MatchTotals Events);
