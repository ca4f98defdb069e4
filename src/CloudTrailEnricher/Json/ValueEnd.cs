using System.Numerics;

namespace CloudTrailEnricher.Json;

/// <summary>
/// Finds the end of one object, array or string, 64 bytes at a time, in a text that arrives in pieces.
/// Only the structure is read: strings, brackets and their depth. What is edited later is parsed in full first.
/// </summary>
internal struct ValueEnd
{
    private readonly int _maxDepth;
    private int _depth;
    private bool _insideString;
    private bool _nextIsEscaped;

    /// <param name="maxDepth">The deepest nesting allowed inside the value, itself included.</param>
    public ValueEnd(int maxDepth) => _maxDepth = maxDepth;

    /// <summary>How many bytes of the value are done; where the problem lies, after <see cref="ValueProblem"/>.</summary>
    public int Scanned { get; private set; }

    /// <summary>Whether there is a backslash in the part that was scanned.</summary>
    public bool HasBackslash { get; private set; }

    /// <summary>Why the value cannot be read.</summary>
    public ValueProblem Problem { get; private set; }

    /// <summary>Looks on. When it returns false without a <see cref="Problem"/>, more text is needed.</summary>
    /// <param name="value">The text from the value's first byte on, as far as it is known.</param>
    /// <param name="isAll">Whether no text will follow.</param>
    /// <param name="length">The value's length in bytes.</param>
    public bool TryFind(ReadOnlySpan<byte> value, bool isAll, out int length)
    {
        if (Scanned == 0 && _maxDepth > 0 && value is [(byte)'{' or (byte)'[', ..])
        {
            Scanned = _depth = 1;
        }

        for (PassOrdinaryBlocks(value); value.Length - Scanned >= JsonBlock.Size; PassOrdinaryBlocks(value))
        {
            if (EndsIn(new JsonBlock(value[Scanned..]), out length))
            {
                return Problem == ValueProblem.None;
            }

            Scanned += JsonBlock.Size;
        }

        if (!isAll)
        {
            length = 0;
            return false;
        }

        Span<byte> last = stackalloc byte[JsonBlock.Size];
        last.Fill((byte)' ');
        value[Scanned..].CopyTo(last);
        if (EndsIn(new JsonBlock(last), out length))
        {
            return Problem == ValueProblem.None;
        }

        Scanned = value.Length;
        Problem = ValueProblem.CutOff;
        return false;
    }

    /// <summary>Passes blocks inside the value that hold neither its end nor anything unusual: nearly all of them.</summary>
    private void PassOrdinaryBlocks(ReadOnlySpan<byte> value)
    {
        if (_depth == 0 || _nextIsEscaped)
        {
            return;
        }

        var at = Scanned;
        var depth = _depth;
        var insideBefore = _insideString ? ulong.MaxValue : 0;
        for (; at <= value.Length - JsonBlock.Size; at += JsonBlock.Size)
        {
            var block = new JsonBlock(value[at..]);
            if (block.Unusual != 0)
            {
                break;
            }

            var inside = JsonBlock.Between(block.Quotes) ^ insideBefore;
            var opened = BitOperations.PopCount(block.Opening & ~inside);
            var closed = BitOperations.PopCount(block.Closing & ~inside);
            if (closed >= depth || depth + opened > _maxDepth)
            {
                break;
            }

            depth += opened - closed;
            insideBefore = (ulong)((long)inside >> 63);
        }

        Scanned = at;
        _depth = depth;
        _insideString = insideBefore != 0;
    }

    private bool EndsIn(in JsonBlock block, out int length)
    {
        length = 0;
        var insideBefore = _insideString;
        var backslashes = block.Backslashes;
        HasBackslash |= backslashes != 0;
        var quotes = block.Quotes & ~JsonBlock.Escaped(backslashes, ref _nextIsEscaped);
        var inside = JsonBlock.Between(quotes) ^ (insideBefore ? ulong.MaxValue : 0);
        _insideString = (long)inside < 0;
        if (_depth == 0)
        {
            return EndsAtFirstLevel(block, quotes, inside, insideBefore, out length);
        }

        var opening = block.Opening & ~inside;
        var closing = block.Closing & ~inside;
        var stray = block.NonAscii & ~inside;
        var closed = BitOperations.PopCount(closing);
        var opened = BitOperations.PopCount(opening);
        if (closed < _depth && _depth + opened <= _maxDepth && stray == 0)
        {
            _depth += opened - closed;
            return false;
        }

        return Walk(opening, closing, stray, out length);
    }

    /// <summary>The first block of a value, and every block of a string.</summary>
    private bool EndsAtFirstLevel(in JsonBlock block, ulong quotes, ulong inside, bool insideBefore, out int length)
    {
        var startsAsString = insideBefore || (quotes & 1) != 0;
        if (!startsAsString)
        {
            return Walk(block.Opening & ~inside, block.Closing & ~inside, block.NonAscii & ~inside, out length);
        }

        var ends = insideBefore ? quotes : quotes & ~1UL;
        length = ends == 0 ? 0 : Scanned + BitOperations.TrailingZeroCount(ends) + 1;
        return ends != 0;
    }

    private bool Walk(ulong opening, ulong closing, ulong stray, out int length)
    {
        length = 0;
        for (var marks = opening | closing | stray; marks != 0; marks &= marks - 1)
        {
            var at = BitOperations.TrailingZeroCount(marks);
            var bit = 1UL << at;
            if ((stray & bit) != 0)
            {
                return Stop(at, ValueProblem.NotAscii);
            }

            if ((opening & bit) != 0)
            {
                if (++_depth > _maxDepth)
                {
                    return Stop(at, ValueProblem.TooDeep);
                }
            }
            else if (--_depth == 0)
            {
                length = Scanned + at + 1;
                return true;
            }
        }

        return false;
    }

    private bool Stop(int at, ValueProblem problem)
    {
        Scanned += at;
        Problem = problem;
        return true;
    }
}

/// <summary>Why the end of a value could not be found.</summary>
internal enum ValueProblem
{
    /// <summary>Nothing is wrong so far.</summary>
    None,

    /// <summary>The text ends inside the value.</summary>
    CutOff,

    /// <summary>The nesting is deeper than allowed.</summary>
    TooDeep,

    /// <summary>There is a non-ASCII byte outside a string.</summary>
    NotAscii,
}
