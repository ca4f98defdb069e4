using System.Buffers;

namespace CloudTrailEnricher.LogFiles;

/// <summary>The text of a stream, which it owns. What is passed goes to an output, if there is one.</summary>
internal sealed class StreamText : SourceText
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
    /// <param name="maxUnread">The most bytes that may have to be in memory at once.</param>
    /// <param name="output">Receives all text that is passed; may be null. It stays its owner's.</param>
    public StreamText(Stream source, int maxUnread, ITextOutput? output = null)
    {
        _source = source;
        _output = output;
        _maxSize = maxUnread;
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Min(FirstSize, maxUnread));
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Unread => _buffer.AsSpan(_position, _end - _position);

    /// <inheritdoc/>
    public override FillOutcome Fill()
    {
        if (_end == _buffer.Length && !MakeRoom())
        {
            return FillOutcome.Full;
        }

        var read = _source.Read(_buffer.AsSpan(_end));
        _end += read;
        return read > 0 ? FillOutcome.More : FillOutcome.End;
    }

    /// <inheritdoc/>
    public override void Advance(int count)
    {
        _position += count;
        Offset += count;
    }

    /// <inheritdoc/>
    public override void Replace(int removed, ReadOnlySpan<byte> inserted)
    {
        Flush();
        _output?.Replace(removed, inserted);
        Advance(removed);
        _kept = _position;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        if (_position > _kept)
        {
            _output?.Keep(_buffer.AsSpan(_kept, _position - _kept));
            _kept = _position;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _source.Dispose();
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
