using System.Buffers;
using System.Buffers.Binary;

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
            Put(input.Peek(from) & MaxBitsMask, MaxBits);
            from += MaxBits;
        }

        var count = (int)(to - from);
        Put(input.Peek(from) & ((1UL << count) - 1), count);
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
