using System.Runtime.CompilerServices;

namespace GzipPatch;

/// <summary>
/// Walks the recorded sequences of the old text and the edits together and writes the deflate stream of the new text. The bits of symbols
/// that no edit concerns are copied, a whole run at a time.
/// </summary>
internal sealed class Emitter
{
    private readonly Recording _recording;
    private readonly SpliceHistory _splices;
    private readonly NewText _text;
    private readonly BitWriter _writer;
    private readonly SymbolWriter _symbols;
    private readonly TextCoder _coder;
    private readonly SourceCopy _copy;

    private bool _entered;

    /// <summary>The first byte of the old text that has not been handled.</summary>
    private long _position;

    /// <summary>Where the next sequence begins, in the old text and in the source.</summary>
    private long _sequenceStart;
    private long _sequenceBit;

    public Emitter(DeflateInput input, Recording recording, SpliceHistory splices, NewText text, BitWriter writer)
    {
        _recording = recording;
        _splices = splices;
        _text = text;
        _writer = writer;
        _symbols = new(writer, input);
        _coder = new(text, _symbols);
        _copy = new(input, writer, _symbols);
    }

    /// <summary>How much of the new text has been handled.</summary>
    public long NewPosition => _position + _splices.Shift;

    public void Reset(int headerLength)
    {
        _symbols.Reset();
        _coder.Reset();
        _entered = false;
        _sequenceBit = headerLength * 8L;
        _copy.Reset(_sequenceBit);
        _position = _sequenceStart = 0;
    }

    /// <summary>Writes all symbols that end at or before a position of the old text. All edits up to there must be known.</summary>
    public void Advance(long settled)
    {
        while (_recording.FirstBlock is { } block)
        {
            Enter(block);
            var ended = block.Kind == BlockKind.Stored ? WalkStored(block, settled, inclusive: false) : WalkSymbols(block, settled);
            if (!ended || block.IsFinal)
            {
                break;
            }

            Leave(block);
        }

        _splices.ForgetBefore(_position - DeflateAlphabet.MaxDistance - DeflateAlphabet.MaxMatch);
    }

    /// <summary>Writes the rest, when the whole text has been read and all edits are known.</summary>
    public void Finish(long textLength)
    {
        Advance(textLength);
        var block = _recording.FirstBlock!;
        if (block.Kind == BlockKind.Stored)
        {
            WalkStored(block, textLength, inclusive: true);
        }
        else
        {
            InsertAtEnd();
            LeaveSymbols(block);
            _copy.CopyTo(block.EndBit);
        }

        _symbols.EmptyFinalBlock();
    }

    private void Enter(DeflateBlock block)
    {
        if (_entered)
        {
            return;
        }

        _entered = true;
        _sequenceBit = block.BodyBit;
        if (block.Kind == BlockKind.Stored)
        {
            _copy.CopyTo(block.HeaderBit);
            return;
        }

        _symbols.Enter(block);
        if (block.IsFinal)
        {
            // More blocks may follow it in the output, so its mark is removed.
            _copy.CopyTo(block.HeaderBit);
            _writer.Put(0, 1);
            _copy.SkipTo(block.HeaderBit + 1);
        }
    }

    private void Leave(DeflateBlock block)
    {
        LeaveSymbols(block);
        if (block.Kind == BlockKind.Stored)
        {
            _copy.SkipTo(block.EndBit);
        }

        _sequenceStart = block.TextEnd;
        _entered = false;
        _recording.DropBlock();
    }

    /// <summary>If only the end-of-block symbol is left to copy after an escape, there is no need to return to the block.</summary>
    private void LeaveSymbols(DeflateBlock block)
    {
        if (!_symbols.IsEscaped)
        {
            return;
        }

        if (_copy.From < _sequenceBit)
        {
            _copy.CopyTo(block.EndBit);
            return;
        }

        _symbols.EndEscape();
        _copy.SkipTo(block.EndBit);
    }

    /// <summary>Stored bytes begin at a whole byte, so their blocks are written again rather than copied.</summary>
    private bool WalkStored(DeflateBlock block, long settled, bool inclusive)
    {
        var from = NewPosition;
        var to = Math.Min(settled, block.TextEnd);
        while (_splices.NextStart < to || (inclusive && _splices.NextStart == to))
        {
            _position = _splices.Take().OldEnd;
        }

        _position = Math.Max(_position, to);
        StoredBlocks.Write(_writer, _text.Slice(from, (int)(NewPosition - from)));
        return to == block.TextEnd;
    }

    private bool WalkSymbols(DeflateBlock block, long settled)
    {
        var count = (int)(Math.Min(block.SequenceEnd, _recording.Recorded) - _recording.Dropped);
        var sequences = _recording.Sequences[..count];
        var next = 0;
        while (true)
        {
            next += SkipUntouched(sequences[next..], settled);
            next += WalkIntact(sequences[next..], settled);
            if (next == sequences.Length || sequences[next].End > settled)
            {
                break;
            }

            Recode(sequences[next++]);
        }

        _recording.DropSequences(next);
        return block.IsRead && _recording.Dropped == block.SequenceEnd;
    }

    /// <summary>No match reaches back further than 32 KiB: that far after an edit all sequences up to the next are untouched.</summary>
    private int SkipUntouched(ReadOnlySpan<Sequence> sequences, long settled)
    {
        if (_position != _sequenceStart || _position - _splices.LastEnd < DeflateAlphabet.MaxDistance)
        {
            return 0;
        }

        var count = Sequence.CountUntil(Math.Min(settled, _splices.NextStart), sequences);
        if (count > 0)
        {
            Pass(sequences[count - 1]);
            _position = _sequenceStart;
        }

        return count;
    }

    /// <summary>Walks the sequences before the next edit as long as nothing but their distances has changed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int WalkIntact(ReadOnlySpan<Sequence> sequences, long settled)
    {
        if (_position != _sequenceStart)
        {
            return 0;
        }

        var limit = Math.Min(settled, _splices.NextStart);
        var lastEnd = _splices.LastEnd;
        var shift = _splices.Shift;
        var count = 0;
        foreach (var sequence in sequences)
        {
            if (sequence.End > limit || (sequence.Source < lastEnd && !TryMoveSource(sequence)))
            {
                break;
            }

            count++;
        }

        if (count > 0)
        {
            _coder.Remember(sequences[..count], shift);
            Pass(sequences[count - 1]);
            _position = _sequenceStart;
        }

        return count;
    }

    private void Pass(Sequence sequence)
    {
        _sequenceStart = sequence.End;
        _sequenceBit = sequence.EndBit;
    }

    /// <summary>A match whose source and target are intact, with edits between them, keeps its symbols except for the distance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryMoveSource(Sequence sequence)
    {
        if (!_splices.TryLocate(sequence.Source, sequence.Length, out var shift))
        {
            return false;
        }

        var distance = sequence.Distance + _splices.Shift - shift;
        return distance == sequence.Distance || _copy.TryCopyWithDistance(sequence, distance);
    }

    /// <summary>Codes a sequence again whose target or source was changed by an edit.</summary>
    private void Recode(Sequence sequence)
    {
        _copy.CopyTo(_sequenceBit);
        _copy.SkipTo(sequence.EndBit);
        while (_position < sequence.End)
        {
            if (_splices.NextStart == _position)
            {
                Insert();
                continue;
            }

            var end = Math.Min(sequence.End, _splices.NextStart);
            if (_position < sequence.MatchStart)
            {
                end = Math.Min(end, sequence.MatchStart);
                _coder.Literals(NewPosition, (int)(end - _position));
                _position = end;
            }
            else
            {
                var distance = _splices.TryLocate(_position - sequence.Distance, 1, out var shift)
                    ? sequence.Distance + _splices.Shift - shift
                    : 0;
                _position += _coder.Step(NewPosition, (int)(end - _position), distance);
            }
        }

        Pass(sequence);
    }

    private void InsertAtEnd()
    {
        while (_splices.NextStart == _position)
        {
            _copy.CopyTo(_sequenceBit);
            Insert();
        }
    }

    private void Insert()
    {
        var splice = _splices.Take();
        _position = splice.OldEnd;
        _coder.Insert(splice.NewStart, (int)(splice.NewEnd - splice.NewStart));
    }
}
