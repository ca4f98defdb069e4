namespace GzipPatch.Tests;

/// <summary>Writes a gzip file by hand, for streams that no encoder makes.</summary>
internal sealed class BitStream
{
    private readonly List<byte> _bytes = [];
    private int _used = 8;

    /// <summary>A header without any options.</summary>
    public static byte[] PlainHeader => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];

    /// <summary>Puts a number, lowest bit first.</summary>
    public BitStream Bits(int value, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (_used == 8)
            {
                _bytes.Add(0);
                _used = 0;
            }

            _bytes[^1] |= (byte)(((value >> i) & 1) << _used++);
        }

        return this;
    }

    /// <summary>Puts a Huffman code, highest bit first.</summary>
    public BitStream Code(int code, int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            Bits((code >> i) & 1, 1);
        }

        return this;
    }

    public BitStream FixedBlock(bool final = false) => Bits(final ? 1 : 0, 1).Bits(1, 2);

    public BitStream FixedLiterals(ReadOnlySpan<byte> text)
    {
        foreach (var value in text)
        {
            _ = value < 144 ? Code(0x30 + value, 8) : Code(0x190 + value - 144, 9);
        }

        return this;
    }

    public BitStream FixedMatch(int length, int distance)
    {
        var symbol = DeflateAlphabet.LengthSymbol(length);
        _ = symbol < 23 ? Code(symbol + 1, 7) : Code(0xC0 + symbol - 23, 8);
        Bits(length - DeflateAlphabet.LengthBase(symbol), DeflateAlphabet.LengthExtraBits(symbol));
        var far = DeflateAlphabet.DistanceSymbol(distance);
        return Code(far, 5).Bits(distance - DeflateAlphabet.DistanceBase(far), DeflateAlphabet.DistanceExtraBits(far));
    }

    public BitStream EndOfFixedBlock() => Code(0, 7);

    public BitStream StoredBlock(ReadOnlySpan<byte> text, bool final = false)
    {
        Bits(final ? 1 : 0, 3);
        _used = 8;
        Bits(text.Length, 16).Bits(~text.Length, 16);
        foreach (var value in text)
        {
            Bits(value, 8);
        }

        return this;
    }

    /// <summary>Ends the deflate stream and makes it a gzip file.</summary>
    public byte[] ToGzip(byte[] text, byte[]? header = null) =>
    [
        .. header ?? PlainHeader,
        .. _bytes,
        .. BitConverter.GetBytes(System.IO.Hashing.Crc32.HashToUInt32(text)),
        .. BitConverter.GetBytes(text.Length),
    ];
}
