using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GzipPatch;

/// <summary>
/// The compressed bytes, read eight at a time from any bit. Near the end, a zero-padded copy of the last
/// bytes is read instead, so that no read leaves its array.
/// </summary>
internal sealed class DeflateInput
{
    /// <summary>How many of the last bytes are copied, and how many zeros follow them.</summary>
    private const int TailBytes = 64, Padding = 64;

    private readonly byte[] _tail = new byte[TailBytes + Padding];
    private ArraySegment<byte> _bytes = ArraySegment<byte>.Empty;
    private int _tailStart;

    /// <summary>All bytes of the file.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The length of the file in bits.</summary>
    public long Bits => _bytes.Count * 8L;

    public void Reset(ReadOnlyMemory<byte> bytes)
    {
        // Memory<T>.Span is too slow to call for every few bits; the span of an array is not.
        _bytes = MemoryMarshal.TryGetArray(bytes, out var array) ? array : bytes.ToArray();
        _tailStart = Math.Max(0, bytes.Length - TailBytes);
        _tail.AsSpan().Clear();
        bytes.Span[_tailStart..].CopyTo(_tail);
    }

    /// <summary>
    /// The bytes to read from at a bit of the file, and the bit at which they begin. At least 24 bytes follow the bit.
    /// If the bit is past the end of the file, the file is cut off.
    /// </summary>
    public ReadOnlySpan<byte> SegmentAt(long bit, out long segmentBit)
    {
        var at = bit >> 3;
        if (at <= _bytes.Count - (TailBytes / 2))
        {
            segmentBit = 0;
            return _bytes;
        }

        ThrowIfPast(bit);
        segmentBit = _tailStart * 8L;
        return _tail;
    }

    /// <summary>At least 56 bits from a bit of the file on, the first of them lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Peek(long bit)
    {
        var at = bit >> 3;
        if (at <= _bytes.Count - sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan((int)at)) >> (int)(bit & 7);
        }

        ThrowIfPast(bit);
        return BinaryPrimitives.ReadUInt64LittleEndian(_tail.AsSpan((int)(at - _tailStart))) >> (int)(bit & 7);
    }

    /// <summary>Whether two runs of bits are the same.</summary>
    public bool IsEqual(long bit, long other, long count)
    {
        const int step = 56;
        for (; count > step; count -= step, bit += step, other += step)
        {
            if ((Peek(bit) ^ Peek(other)) << (64 - step) != 0)
            {
                return false;
            }
        }

        return count == 0 || (Peek(bit) ^ Peek(other)) << (int)(64 - count) == 0;
    }

    /// <summary>A deflate stream may not reach into the trailer. If it does, the file is cut off.</summary>
    public void ThrowIfInTrailer(long bit)
    {
        if (bit > (_bytes.Count - GzipTrailer.Length) * 8L)
        {
            Truncated();
        }
    }

    private void ThrowIfPast(long bit)
    {
        if (bit > _bytes.Count * 8L)
        {
            Truncated();
        }
    }

    private void Truncated() => Corrupt.CutOff(_bytes.Count);
}
