using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GzipPatch;

/// <summary>The edits in order: those that have been written, as far back as a match can reach, and those to come.</summary>
internal sealed class SpliceHistory
{
    /// <summary>The old text is indexed by stretches of 512 bytes, more of them than a match can reach back.</summary>
    private const int StretchBits = 9, Stretches = 128;

    private readonly List<Splice> _splices = [];

    /// <summary>For each stretch the number, counted over the file, of the first edit that ends after its beginning.</summary>
    private readonly long[] _firstOfStretch = new long[Stretches];
    private int _written;
    private long _forgotten;

    /// <summary>Where the next edit to be written begins in the old text.</summary>
    public long NextStart { get; private set; }

    /// <summary>Where the last edit written ends in the old text.</summary>
    public long LastEnd { get; private set; }

    /// <summary>What to add to an old position after the last edit written.</summary>
    public long Shift { get; private set; }

    public void Reset()
    {
        _splices.Clear();
        _written = 0;
        _forgotten = 0;
        NextStart = long.MaxValue;
        LastEnd = long.MinValue / 2;
        Shift = 0;
    }

    public void Add(Splice splice)
    {
        _splices.Add(splice);
        NextStart = Math.Min(NextStart, splice.OldStart);
    }

    /// <summary>Moves the next edit from those to come to those written.</summary>
    public Splice Take()
    {
        var splice = _splices[_written];
        IndexStretches(LastEnd, splice.OldEnd);
        _written++;
        LastEnd = splice.OldEnd;
        Shift = splice.ShiftAfter;
        NextStart = _written < _splices.Count ? _splices[_written].OldStart : long.MaxValue;
        return splice;
    }

    /// <summary>Forgets edits that end at or before an old position that nothing will ask for again.</summary>
    public void ForgetBefore(long position)
    {
        var count = 0;
        while (count < _written && _splices[count].OldEnd <= position)
        {
            count++;
        }

        if (count > 64)
        {
            _splices.RemoveRange(0, count);
            _written -= count;
            _forgotten += count;
        }
    }

    /// <summary>
    /// Finds where a stretch of the old text is in the new one. False if an edit has changed it or inserted something into it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryLocate(long start, long length, out long shift)
    {
        if (LastEnd <= start)
        {
            shift = Shift;
            return true;
        }

        var splice = _splices[FirstEndingAfter(start)];
        shift = splice.ShiftBefore;
        return splice.OldStart >= start + length;
    }

    /// <summary>The first written edit that ends after a position, which must not be after the last of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FirstEndingAfter(long position)
    {
        var written = CollectionsMarshal.AsSpan(_splices)[.._written];
        var first = (int)Math.Max(0, _firstOfStretch[Stretch(position)] - _forgotten);
        while (written[first].OldEnd <= position)
        {
            first++;
        }

        return first;
    }

    /// <summary>Indexes an edit for all stretches that begin between the edit before it and its own end.</summary>
    private void IndexStretches(long lastEnd, long end)
    {
        var from = Math.Max(lastEnd, end - (Stretches << StretchBits)) + (1 << StretchBits) - 1;
        for (var start = Math.Max(0, from >> StretchBits << StretchBits); start < end; start += 1 << StretchBits)
        {
            _firstOfStretch[Stretch(start)] = _forgotten + _written;
        }
    }

    private static int Stretch(long position) => (int)(position >> StretchBits) & (Stretches - 1);
}
