using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace CloudTrailEnricher.LogFiles;

/// <summary>
/// Walks the members of a gzip file (RFC 1952) and finds where it is cut off or continued by something else.
/// Slow (the inflater is fed byte by byte, to learn where a member ends), and only used on files that are not one whole member.
/// </summary>
internal static class GzipMembers
{
    private const int TrailerLength = 8;

    /// <summary>The length of the text of all members.</summary>
    /// <exception cref="LogFileException">A member is cut off or damaged, or bytes follow the last one.</exception>
    public static long Check(string file, ReadOnlyMemory<byte> gzip)
    {
        long total = 0;
        var position = 0;
        do
        {
            position = SkipHeader(file, gzip.Span, position);
            using var fed = new ByteByByte(gzip[position..]);
            using var inflated = new DeflateStream(fed, CompressionMode.Decompress);
            var (crc, length) = Drain(file, inflated, position);
            position += fed.Served;
            var rest = gzip.Span[position..];
            if (rest.Length < TrailerLength)
            {
                throw CutOff(file, gzip.Length);
            }

            if (BinaryPrimitives.ReadUInt32LittleEndian(rest) != crc || BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]) != (uint)length)
            {
                throw new LogFileException(file, position, OffsetIn.Gzip, "the checksum does not fit the text; the file is damaged, fetch the object again");
            }

            position += TrailerLength;
            total += length;
        }
        while (position < gzip.Length);

        return total;
    }

    private static int SkipHeader(string file, ReadOnlySpan<byte> gzip, int start)
    {
        const byte hasHeaderCrc = 2, hasExtra = 4, hasName = 8, hasComment = 16, reserved = 0xE0;
        var header = gzip[start..];
        if (start > 0 && header is not [0x1F, 0x8B, ..])
        {
            throw new LogFileException(file, start, OffsetIn.Gzip, $"{header.Length} bytes follow the end of the gzip data; cut them off, or fetch the object again");
        }

        if (header.Length < 10)
        {
            throw CutOff(file, gzip.Length);
        }

        var flags = header[3];
        if (header[2] != 8 || (flags & reserved) != 0)
        {
            throw new LogFileException(file, start + 2, OffsetIn.Gzip, "this gzip header names an unknown compression method or flag");
        }

        var length = 10;
        if ((flags & hasExtra) != 0)
        {
            length += header.Length < length + 2 ? header.Length : 2 + BinaryPrimitives.ReadUInt16LittleEndian(header[length..]);
        }

        for (var texts = ((flags & hasName) != 0 ? 1 : 0) + ((flags & hasComment) != 0 ? 1 : 0); texts > 0 && length < header.Length; texts--)
        {
            var end = header[length..].IndexOf((byte)0);
            length = end < 0 ? header.Length : length + end + 1;
        }

        length += (flags & hasHeaderCrc) != 0 ? 2 : 0;
        return length < header.Length ? start + length : throw CutOff(file, gzip.Length);
    }

    private static (uint Crc, long Length) Drain(string file, DeflateStream inflated, int position)
    {
        var crc = new Crc32();
        var buffer = new byte[8192];
        long length = 0;
        try
        {
            for (int read; (read = inflated.Read(buffer)) > 0; length += read)
            {
                crc.Append(buffer.AsSpan(0, read));
            }
        }
        catch (InvalidDataException e)
        {
            throw new LogFileException(file, position, OffsetIn.Gzip, "the gzip member that begins here is damaged; fetch the object again", e);
        }

        return (crc.GetCurrentHashAsUInt32(), length);
    }

    private static LogFileException CutOff(string file, int length) =>
        new(file, length, OffsetIn.Gzip, "the gzip data is cut off here; fetch the object again");

    /// <summary>Hands out one byte per read, so that <see cref="Served"/> is what the inflater really used.</summary>
    private sealed class ByteByByte(ReadOnlyMemory<byte> bytes) : MemoryStream
    {
        public int Served { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (Served == bytes.Length || count == 0)
            {
                return 0;
            }

            buffer[offset] = bytes.Span[Served++];
            return 1;
        }

        public override int Read(Span<byte> buffer)
        {
            if (Served == bytes.Length || buffer.IsEmpty)
            {
                return 0;
            }

            buffer[0] = bytes.Span[Served++];
            return 1;
        }
    }
}
