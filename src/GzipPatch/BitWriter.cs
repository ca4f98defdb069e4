using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace GzipPatch;

/// <summary>Writes bits, the first of them lowest, through a buffer of its own into the output.</summary>
internal sealed class BitWriter
{
    private const int BufferBytes = 16 * 1024;

    /// <summary>The most bits that one call takes: with the seven that may be waiting they fill a word.</summary>
    private const int MaxBits = 56;
    private const ulong MaxBitsMask = (1UL << MaxBits) - 1;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private IBufferWriter<byte>? _output;
    private ulong _bits;
    private int _count;
    private int _at;
    private long _flushed;

    /// <summary>How many whole bytes have been written.</summary>
    public long Length => _flushed + _at;

    public void Reset(IBufferWriter<byte>? output)
    {
        _output = output;
        _bits = 0;
        _count = _at = 0;
        _flushed = 0;
    }

    /// <summary>Writes up to 56 bits; the value has no others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(ulong value, int count)
    {
        _bits |= value << _count;
        _count += count;
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.AsSpan(_at), _bits);
        var whole = _count >> 3;
        _at += whole;
        _bits >>= whole * 8;
        _count &= 7;
        if (_at > BufferBytes - sizeof(ulong))
        {
            Flush();
        }
    }

    /// <summary>Copies bits of the source.</summary>
    public void Copy(DeflateInput input, long from, long to)
    {
        while (to - from > MaxBits)
        {
            var copied = CopySteps(input.Bytes, from, to);
            if (copied == 0)
            {
                Put(input.Peek(from) & MaxBitsMask, MaxBits);
                copied = MaxBits;
            }

            from += copied;
        }

        var count = (int)(to - from);
        Put(input.Peek(from) & ((1UL << count) - 1), count);
    }

    /// <summary>Copies bits of the source and puts others behind them: at once, as most of such copies are short.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CopyAndPut(DeflateInput input, long from, long to, ulong value, int count)
    {
        var copied = to - from;
        if (copied + count > MaxBits)
        {
            Copy(input, from, to);
            Put(value, count);
            return;
        }

        Put((input.Peek(from) & ((1UL << (int)copied) - 1)) | (value << (int)copied), (int)copied + count);
    }

    /// <summary>
    /// Copies seven bytes at a time for as long as whole words can be read and the buffer has room, and gives the number of bits:
    /// as the step is a number of bytes, the shifts of source and target stay as they are.
    /// </summary>
    private long CopySteps(ReadOnlySpan<byte> source, long from, long to)
    {
        const int step = MaxBits / 8;
        if (_at > BufferBytes - sizeof(ulong) - step)
        {
            Flush();
        }

        var target = _buffer.AsSpan(_at);
        var at = (int)(from >> 3);
        var readable = (source.Length - sizeof(ulong) - at + step) / step;
        var steps = (int)Math.Clamp((to - from) / MaxBits, 0, Math.Min(readable, (target.Length - sizeof(ulong)) / step));
        var shift = (int)(from & 7);
        var bits = _bits;
        var count = _count;
        for (var turn = 0; turn < steps; turn++)
        {
            var value = (BinaryPrimitives.ReadUInt64LittleEndian(source[at..]) >> shift) & MaxBitsMask;
            BinaryPrimitives.WriteUInt64LittleEndian(target, bits | (value << count));
            bits = value >> (MaxBits - count);
            at += step;
            target = target[step..];
        }

        _bits = bits;
        _at += steps * step;
        return (long)steps * MaxBits;
    }

    /// <summary>Fills the byte that has been begun with zeros.</summary>
    public void AlignToByte() => Put(0, -_count & 7);

    /// <summary>Writes whole bytes, at the beginning of a byte.</summary>
    public void PutBytes(ReadOnlySpan<byte> bytes)
    {
        Flush();
        _output!.Write(bytes);
        _flushed += bytes.Length;
    }

    /// <summary>Hands the whole bytes on to the output.</summary>
    public void Flush()
    {
        _output!.Write(_buffer.AsSpan(0, _at));
        _flushed += _at;
        _at = 0;
    }
}
