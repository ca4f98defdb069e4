using System.Buffers;

namespace CloudTrailEnricher.LogFiles;

/// <summary>
/// The part of a text that is in memory: what was read but not yet passed. Passed text goes to the output, if there is one.
/// Bounded by the longest record, not by the file.
/// </summary>
internal sealed class TextWindow : IDisposable
{
    private const int FirstSize = 128 << 10;

    private readonly Stream _source;
    private readonly ITextOutput? _output;
    private readonly int _maxSize;
    private byte[] _buffer;
    private int _kept;
    private int _position;
    private int _end;

    /// <param name="source">The text.</param>
    /// <param name="output">Is told about all text that is passed; null when nobody needs it.</param>
    /// <param name="maxUnread">The most bytes that may have to be in memory at once.</param>
    public TextWindow(Stream source, ITextOutput? output, int maxUnread)
    {
        _source = source;
        _output = output;
        _maxSize = maxUnread;
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Min(FirstSize, maxUnread));
    }

    /// <summary>Bytes of the text before <see cref="Unread"/>.</summary>
    public long Offset { get; private set; }

    /// <summary>The text from the current position on, as far as it was read.</summary>
    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_position, _end - _position);

    /// <summary>Reads on. What was unread stays unread; spans taken before are invalid.</summary>
    /// <returns>What came of it.</returns>
    public FillOutcome Fill()
    {
        if (_end == _buffer.Length && !MakeRoom())
        {
            return FillOutcome.Full;
        }

        var read = _source.Read(_buffer.AsSpan(_end));
        _end += read;
        return read > 0 ? FillOutcome.More : FillOutcome.End;
    }

    /// <summary>Passes the next <paramref name="count"/> unread bytes; they stay as they are.</summary>
    public void Advance(int count)
    {
        _position += count;
        Offset += count;
    }

    /// <summary>Passes the next <paramref name="removed"/> unread bytes; <paramref name="inserted"/> takes their place in the output.</summary>
    public void Replace(int removed, ReadOnlySpan<byte> inserted)
    {
        Flush();
        _output?.Replace(removed, inserted);
        Advance(removed);
        _kept = _position;
    }

    /// <summary>Tells the output about all passed text.</summary>
    public void Flush()
    {
        if (_position > _kept)
        {
            _output?.Keep(_buffer.AsSpan(_kept, _position - _kept));
            _kept = _position;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _kept = _position = _end = 0;
    }

    private bool MakeRoom()
    {
        Flush();
        var unread = Unread;
        if (_position >= _buffer.Length / 2)
        {
            unread.CopyTo(_buffer);
        }
        else if (unread.Length >= _maxSize)
        {
            return false;
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * _buffer.Length, Math.Max(_maxSize, unread.Length + 1)));
            unread.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        _end = unread.Length;
        _kept = _position = 0;
        return true;
    }
}

/// <summary>What <see cref="TextWindow.Fill"/> found.</summary>
internal enum FillOutcome
{
    /// <summary>At least one more byte is unread now.</summary>
    More,

    /// <summary>The text ends behind what is unread.</summary>
    End,

    /// <summary>More text exists, but the window may not grow further.</summary>
    Full,
}
