using System.Runtime.CompilerServices;

namespace GzipPatch;

/// <summary>The part of a text that is still needed, addressed by positions in the whole text.</summary>
internal sealed class SlidingText(int capacity)
{
    private byte[] _bytes = new byte[capacity];

    /// <summary>The position of the first byte held.</summary>
    public long Start { get; private set; }

    /// <summary>The position after the last byte held.</summary>
    public long End { get; private set; }

    /// <summary>The bytes held, followed by the room that <see cref="Reserve"/> has made.</summary>
    public Span<byte> Buffer => _bytes;

    public void Reset()
    {
        Start = End = 0;
        if (_bytes.Length > capacity)
        {
            _bytes = new byte[capacity];
        }
    }

    /// <summary>Begins an empty window at a position.</summary>
    public void BeginAt(long position) => Start = End = position;

    /// <summary>The place of a position in <see cref="Buffer"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Offset(long position) => (int)(position - Start);

    /// <summary>The bytes held.</summary>
    public ReadOnlySpan<byte> Held
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _bytes.AsSpan(0, Offset(End));
    }

    /// <summary>A part of what is held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Slice(long position, int length) => Held.Slice(Offset(position), length);

    /// <summary>Makes room for more bytes after the end; bytes before <paramref name="keepFrom"/> may be dropped.</summary>
    public void Reserve(int count, long keepFrom)
    {
        var used = Offset(End);
        if (_bytes.Length - used >= count)
        {
            return;
        }

        var dropped = Math.Clamp(Offset(keepFrom), 0, used);
        var kept = used - dropped;
        var target = _bytes;

        // If the window would soon be full again it grows, so that moving stays cheap for a text of any length.
        if (kept + count > _bytes.Length / 4 * 3)
        {
            target = new byte[(int)Math.Min(Array.MaxLength, Math.Max(_bytes.Length * 2L, kept + (long)count))];
        }

        _bytes.AsSpan(dropped, kept).CopyTo(target);
        _bytes = target;
        Start += dropped;
    }

    /// <summary>Adds bytes that were written into the room after the end.</summary>
    public void Advance(int count) => End += count;

    public void Append(ReadOnlySpan<byte> bytes, long keepFrom)
    {
        Reserve(bytes.Length, keepFrom);
        bytes.CopyTo(_bytes.AsSpan(Offset(End)));
        End += bytes.Length;
    }
}
