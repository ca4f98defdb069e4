namespace GzipPatch;

/// <summary>How the encoder of the source coded the text: blocks and sequences that have been read but not yet written again.</summary>
internal sealed class Recording
{
    private const int InitialCapacity = 1 << 15;

    private readonly Queue<DeflateBlock> _blocks = new();
    private readonly Stack<DeflateBlock> _spare = new();
    private Sequence[] _sequences = new Sequence[InitialCapacity];
    private int _first;
    private int _end;

    /// <summary>How many sequences of the file have been dropped from the front.</summary>
    public long Dropped { get; private set; }

    /// <summary>How many sequences of the file have been recorded.</summary>
    public long Recorded => Dropped + _end - _first;

    /// <summary>The sequences from the number <see cref="Dropped"/> on.</summary>
    public ReadOnlySpan<Sequence> Sequences => _sequences.AsSpan(_first, _end - _first);

    public void Reset()
    {
        while (_blocks.TryDequeue(out var block))
        {
            _spare.Push(block);
        }

        _first = _end = 0;
        Dropped = 0;
        if (_sequences.Length > InitialCapacity)
        {
            _sequences = new Sequence[InitialCapacity];
        }
    }

    public DeflateBlock AddBlock()
    {
        if (!_spare.TryPop(out var block))
        {
            block = new();
        }

        _blocks.Enqueue(block);
        return block;
    }

    /// <summary>The first block that has not been dropped.</summary>
    public DeflateBlock? FirstBlock => _blocks.TryPeek(out var block) ? block : null;

    public void DropBlock() => _spare.Push(_blocks.Dequeue());

    /// <summary>Room for more sequences.</summary>
    public Span<Sequence> Reserve(int count)
    {
        // Few sequences are left as a rule. Starting again at the front uses the part of the array that is in the cache.
        var kept = _end - _first;
        if (kept <= _first || _sequences.Length - _end < count)
        {
            var target = kept + count <= _sequences.Length ? _sequences : new Sequence[(2 * kept) + count];
            Sequences.CopyTo(target);
            _sequences = target;
            (_first, _end) = (0, kept);
        }

        return _sequences.AsSpan(_end);
    }

    /// <summary>Adds sequences that were written into the reserved room.</summary>
    public void Advance(int count) => _end += count;

    public void DropSequences(int count)
    {
        _first += count;
        Dropped += count;
    }
}
