namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// Keeps the first of any number of values in their order, as many as there is room for, whatever the order in which they come.
/// Not safe to use from several threads.
/// </summary>
/// <param name="room">How many are kept.</param>
/// <param name="order">Their order. Two values that compare as equal count as one.</param>
internal sealed class FirstInOrder<T>(int room, IComparer<T> order)
{
    private readonly SortedSet<T> _kept = new(order);
    private int _room = room;

    /// <summary>The first values, in order.</summary>
    public IReadOnlyCollection<T> Kept => _kept;

    /// <summary>Whether <see cref="Add"/> would keep it.</summary>
    public bool Takes(T value) => _kept.Count < _room || (_room > 0 && order.Compare(value, _kept.Max) <= 0);

    /// <summary>Keeps a value if it is among the first.</summary>
    /// <returns>The value that had to make room, or was not kept; nothing when there was room.</returns>
    public bool Add(T value, out T? left)
    {
        left = value;
        if (!Takes(value) || !_kept.Add(value))
        {
            return false;
        }

        if (_kept.Count <= _room)
        {
            left = default;
            return true;
        }

        left = _kept.Max;
        _kept.Remove(left!);
        return true;
    }

    /// <summary>Keeps fewer from now on.</summary>
    public void Shrink(int smaller)
    {
        _room = smaller;
        while (_kept.Count > smaller)
        {
            _kept.Remove(_kept.Max!);
        }
    }
}
