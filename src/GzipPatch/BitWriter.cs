using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace GzipPatch;

/// <summary>Writes bits into an array that grows, the first of them lowest.</summary>
internal sealed class BitWriter
{
    /// <summary>The most bits that one call takes: together with up to seven pending bits they fill a word.</summary>
    private const int MaxBits = 56;
    private const ulong MaxBitsMask = (1UL << MaxBits) - 1;

    /// <summary>The room that a step needs after the last whole byte.</summary>
    private const int StepBytes = sizeof(ulong);

    private byte[] _bytes = [];
    private ulong _bits;
    private int _count;
    private int _at;

    /// <summary>The whole bytes written so far. Valid until the next reset.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _at);

    /// <summary>
    /// Begins an output of about so many bytes. Memory that is not written to is not used, but growing would use it twice: the room is
    /// half as much again, which real files never need.
    /// </summary>
    public void Reset(int expectedBytes)
    {
        var room = Math.Min(Array.MaxLength, expectedBytes + (expectedBytes / 2L) + 1024);
        _bytes = expectedBytes == 0 ? [] : GC.AllocateUninitializedArray<byte>((int)room);
        _bits = 0;
        _count = _at = 0;
    }

    /// <summary>Writes up to 56 bits; the value has no others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(ulong value, int count)
    {
        if (_at > _bytes.Length - StepBytes)
        {
            Grow(StepBytes);
        }

        _bits |= value << _count;
        _count += count;
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(_at), _bits);
        var whole = _count >> 3;
        _at += whole;
        _bits >>= whole * 8;
        _count &= 7;
    }

    /// <summary>Copies bits of the source.</summary>
    public void Copy(DeflateInput input, long from, long to)
    {
        from = CopySteps(input, from, to);
        var count = (int)(to - from);
        Put(input.Peek(from) & ((1UL << count) - 1), count);
    }

    /// <summary>Copies bits of the source and writes others after them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CopyAndPut(DeflateInput input, long from, long to, ulong value, int count)
    {
        if (to - from > MaxBits)
        {
            from = CopySteps(input, from, to);
        }

        var copied = (int)(to - from);
        var bits = input.Peek(from) & ((1UL << copied) - 1);
        if (copied + count > MaxBits)
        {
            Put(bits, copied);
            Put(value, count);
        }
        else
        {
            Put(bits | (value << copied), copied + count);
        }
    }

    /// <summary>Pads the last byte with zero bits.</summary>
    public void AlignToByte() => Put(0, -_count & 7);

    /// <summary>Writes whole bytes; the writer must be at the beginning of a byte.</summary>
    public void PutBytes(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - _at < bytes.Length)
        {
            Grow(bytes.Length);
        }

        bytes.CopyTo(_bytes.AsSpan(_at));
        _at += bytes.Length;
    }

    /// <summary>Copies seven bytes at a time until no more than that is left, and returns the first bit that is left.</summary>
    private long CopySteps(DeflateInput input, long from, long to)
    {
        const int step = MaxBits / 8;
        var room = (int)((to - from) >> 3) + StepBytes;
        if (_bytes.Length - _at < room)
        {
            Grow(room);
        }

        // A step is a number of bytes, so the shifts of source and target stay the same.
        var source = input.Bytes[(int)(from >> 3)..];
        var target = _bytes.AsSpan(_at);
        var (shift, count, bits) = ((int)(from & 7), _count, _bits);
        var start = from;
        for (; to - from > MaxBits && source.Length >= sizeof(ulong); from += MaxBits)
        {
            var value = (BinaryPrimitives.ReadUInt64LittleEndian(source) >> shift) & MaxBitsMask;
            BinaryPrimitives.WriteUInt64LittleEndian(target, bits | (value << count));
            bits = value >> (MaxBits - count);
            source = source[step..];
            target = target[step..];
        }

        _bits = bits;
        _at += (int)((from - start) >> 3);
        for (; to - from > MaxBits; from += MaxBits)
        {
            Put(input.Peek(from) & MaxBitsMask, MaxBits);
        }

        return from;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        var target = GC.AllocateUninitializedArray<byte>((int)Math.Min(Array.MaxLength, Math.Max(_bytes.Length * 2L, (long)_at + count)));
        _bytes.AsSpan(0, _at).CopyTo(target);
        _bytes = target;
    }
}
