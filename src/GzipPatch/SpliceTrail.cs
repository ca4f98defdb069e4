using System.Runtime.InteropServices;

namespace GzipPatch;

/// <summary>The edits in order: those that have been written, as far back as a match can reach, and those to come.</summary>
internal sealed class SpliceTrail
{
    private readonly List<Splice> _splices = [];
    private int _written;

    /// <summary>Where the next edit to be written begins in the old text.</summary>
    public long NextStart { get; private set; }

    /// <summary>Where the last edit written ends in the old text.</summary>
    public long LastEnd { get; private set; }

    /// <summary>What is to be added to an old position behind the last edit written.</summary>
    public long Shift { get; private set; }

    public void Reset()
    {
        _splices.Clear();
        _written = 0;
        NextStart = long.MaxValue;
        LastEnd = long.MinValue / 2;
        Shift = 0;
    }

    public void Add(Splice splice)
    {
        _splices.Add(splice);
        NextStart = Math.Min(NextStart, splice.OldStart);
    }

    /// <summary>Passes the next edit from those to come to those written.</summary>
    public Splice Take()
    {
        var splice = _splices[_written++];
        LastEnd = splice.OldEnd;
        Shift = splice.ShiftAfter;
        NextStart = _written < _splices.Count ? _splices[_written].OldStart : long.MaxValue;
        return splice;
    }

    /// <summary>Lets edits go that end at or before an old position which nothing will ask for again.</summary>
    public void ForgetBefore(long position)
    {
        var count = FirstEndingAfter(position);
        if (count > 64)
        {
            _splices.RemoveRange(0, count);
            _written -= count;
        }
    }

    /// <summary>
    /// Finds a stretch of the old text among the edits written. False if one of them has changed it or put something into it.
    /// </summary>
    public bool TryLocate(long start, long length, out long shift)
    {
        shift = Shift;
        if (LastEnd <= start)
        {
            return true;
        }

        var splice = _splices[FirstEndingAfter(start)];
        shift = splice.ShiftBefore;
        return splice.OldStart >= start + length;
    }

    /// <summary>The first of the written edits that ends behind a position: nearly always one of the last few.</summary>
    private int FirstEndingAfter(long position)
    {
        var written = CollectionsMarshal.AsSpan(_splices)[.._written];
        var high = written.Length;
        for (var nearby = Math.Max(0, high - 16); high > nearby; high--)
        {
            if (written[high - 1].OldEnd <= position)
            {
                return high;
            }
        }

        var low = 0;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = written[middle].OldEnd > position ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
