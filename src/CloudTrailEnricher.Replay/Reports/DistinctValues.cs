namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// Keeps the few values that were seen first, each with the time at which it was; the same ones in whatever order they come. Not safe to
/// use from several threads.
/// </summary>
/// <param name="room">How many are kept.</param>
internal sealed class DistinctValues(int room)
{
    private readonly List<(string Value, string Time)> _kept = new(1);

    /// <summary>The values, those seen first in front.</summary>
    public IReadOnlyList<string> Kept => [.. _kept.Order(Earlier).Select(one => one.Value)];

    /// <summary>Whether there were more than are kept.</summary>
    public bool HasMore { get; private set; }

    private static Comparer<(string Value, string Time)> Earlier { get; } = Comparer<(string Value, string Time)>.Create((one, other) =>
        string.CompareOrdinal(one.Time, other.Time) is not 0 and var byTime ? byTime : string.CompareOrdinal(one.Value, other.Value));

    /// <summary>Adds a value that was seen at a time.</summary>
    public void Add(string value, string time)
    {
        var place = _kept.FindIndex(one => one.Value == value);
        if (place >= 0)
        {
            if (string.CompareOrdinal(time, _kept[place].Time) < 0)
            {
                _kept[place] = (_kept[place].Value, time);
            }

            return;
        }

        if (_kept.Count < room)
        {
            _kept.Add((value, time));
            return;
        }

        HasMore = true;
        var latest = _kept.Max(Earlier);
        if (Earlier.Compare((value, time), latest) < 0)
        {
            _kept[_kept.IndexOf(latest)] = (value, time);
        }
    }
}
