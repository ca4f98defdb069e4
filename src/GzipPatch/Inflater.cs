namespace GzipPatch;

/// <summary>Turns a deflate stream into text, a chunk at a time, and records how the text was coded if asked to.</summary>
internal sealed class Inflater(DeflateInput input)
{
    private readonly DecodeTables _fixed = new(FixedCode.LiteralLengths, FixedCode.DistanceLengths);
    private readonly DecodeTables _dynamic = new();
    private readonly DeflateBlock _unrecorded = new();
    private DeflateBlock? _block;
    private long _bit;

    /// <summary>Where the header begins from which the dynamic tables were built.</summary>
    private long _headerBit;
    private long _bodyBit;
    private int _storedLeft;

    /// <summary>Whether the final block has been read to its end.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The first byte of the file after the deflate stream, once that is read.</summary>
    public int EndByte => (int)((_bit + 7) >> 3);

    public void Reset(int firstByte)
    {
        _bit = firstByte * 8L;
        _block = null;
        _headerBit = _bodyBit = 0;
        IsDone = false;
    }

    /// <summary>Adds the next bytes of text to the window: as many as wanted or a few hundred more, but fewer at the end.</summary>
    /// <param name="window">Where the text goes; it must hold the 32 KiB before its end.</param>
    /// <param name="keepFrom">The first position of the window that must stay.</param>
    /// <param name="count">How many bytes are wanted.</param>
    /// <param name="recording">Where to record how the text was coded, or null.</param>
    public void Read(SlidingText window, long keepFrom, int count, Recording? recording)
    {
        window.Reserve(count + InflateLoop.Slack, Math.Min(keepFrom, window.End - DeflateAlphabet.MaxDistance));
        var limit = window.End + count;
        while (!IsDone && window.End < limit)
        {
            var block = _block ??= BeginBlock(recording);
            var ended = block.Kind switch
            {
                BlockKind.Stored => ReadStored(window, limit),
                _ when recording is null => ReadSymbols<RecordingOff>(window, limit, null),
                _ => ReadSymbols<RecordingOn>(window, limit, recording),
            };
            if (ended)
            {
                EndBlock(block, window.End, recording);
            }
        }
    }

    private DeflateBlock BeginBlock(Recording? recording)
    {
        var block = recording?.AddBlock() ?? _unrecorded;
        block.EndBit = block.TextEnd = block.SequenceEnd = DeflateBlock.Unknown;
        if (recording is null && RepeatsHeader(block))
        {
            return block;
        }

        BlockHeader.Read(input, ref _bit, block);
        if (block.Kind == BlockKind.Stored)
        {
            _storedLeft = block.StoredLength;
        }
        else if (block.Kind == BlockKind.Dynamic)
        {
            _dynamic.Build(block.LiteralLengths, block.DistanceLengths);
            (_headerBit, _bodyBit) = (block.HeaderBit, block.BodyBit);
        }

        return block;
    }

    /// <summary>
    /// Skips a header that repeats the one before it, apart from the mark of the final block. An edited file has many of these, and
    /// building tables is expensive.
    /// </summary>
    private bool RepeatsHeader(DeflateBlock block)
    {
        var length = _bodyBit - _headerBit;
        if (length == 0 || !input.IsEqual(_headerBit + 1, _bit + 1, length - 1))
        {
            return false;
        }

        block.Kind = BlockKind.Dynamic;
        block.IsFinal = (input.Peek(_bit) & 1) != 0;
        _bit += length;
        input.ThrowIfInTrailer(_bit);
        return true;
    }

    private void EndBlock(DeflateBlock block, long textEnd, Recording? recording)
    {
        block.EndBit = _bit;
        block.TextEnd = textEnd;
        block.SequenceEnd = recording?.Recorded ?? 0;
        IsDone = block.IsFinal;
        _block = null;
    }

    /// <summary>Stored text has no sequences.</summary>
    private bool ReadStored(SlidingText window, long limit)
    {
        var count = (int)Math.Min(_storedLeft, limit - window.End);
        input.ThrowIfInTrailer(_bit + (count * 8L));
        input.Bytes.Slice((int)(_bit >> 3), count).CopyTo(window.Buffer[window.Offset(window.End)..]);
        window.Advance(count);
        _bit += count * 8L;
        _storedLeft -= count;
        return _storedLeft == 0;
    }

    private bool ReadSymbols<TMode>(SlidingText window, long limit, Recording? recording)
        where TMode : struct, IRecordingMode
    {
        var offset = window.Offset(window.End);
        var state = new LoopState { Bit = _bit, Offset = offset };
        var sequences = recording is null ? default : recording.Reserve(InflateLoop.SequencesFor((int)(limit - window.End)));
        var tables = _block!.Kind == BlockKind.Fixed ? _fixed : _dynamic;
        var segment = input.SegmentAt(_bit, out var segmentBit);
        var exit = InflateLoop.Run<TMode>(
            ref state,
            segment,
            segmentBit,
            window.Buffer,
            window.Offset(limit),
            window.Start,
            sequences,
            tables.Literals,
            tables.Distances);
        _bit = state.Bit;
        window.Advance(state.Offset - offset);
        recording?.Advance(state.Recorded);
        input.ThrowIfInTrailer(_bit);
        switch (exit)
        {
            case LoopExit.BadCode:
                Corrupt.AtBit(_bit, "a code without a symbol");
                break;
            case LoopExit.BadDistance:
                Corrupt.AtBit(_bit, "a match that reaches back before the text");
                break;
        }

        return exit == LoopExit.EndOfBlock;
    }
}
