using System.IO.Compression;
using GzipPatch;
using GzipPatch.Checksums;

namespace CloudTrailEnricher.LogFiles;

/// <summary>
/// The text of a gzip file, read forward once, up to a limit.
/// The framework's <see cref="GZipStream"/> ends silently where a file is cut off or where bytes follow its last member,
/// so the end is checked here: against the one trailer of an ordinary file, member by member otherwise.
/// </summary>
internal sealed class GzipText : ForwardStream
{
    private readonly string _file;
    private readonly ReadOnlyMemory<byte> _gzip;
    private readonly long _limit;
    private readonly GZipStream _inflated;
    private uint _crc;
    private long _length;
    private bool _checked;

    public GzipText(string file, ReadOnlyMemory<byte> gzip, long limit)
    {
        _file = file;
        _gzip = gzip;
        _limit = limit;
        _inflated = new GZipStream(MemoryStreams.Over(gzip), CompressionMode.Decompress);
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        var read = Inflate(buffer);
        if (read == 0)
        {
            CheckEnd();
            return 0;
        }

        _crc = TextCrc.Append(_crc, buffer[..read]);
        _length += read;
        return _length <= _limit ? read : throw new LogFileException(_file, _limit, OffsetIn.Text, TooLarge(_limit));
    }

    public static string TooLarge(long limit) =>
        $"the text is longer than the limit of {limit} bytes; if the file is valid, raise the limit";

    private int Inflate(Span<byte> buffer)
    {
        try
        {
            return _inflated.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new LogFileException(_file, _length, OffsetIn.Text, "the gzip data is damaged; fetch the object again", e);
        }
    }

    private void CheckEnd()
    {
        if (_checked)
        {
            return;
        }

        _checked = true;
        if (!IsOneWholeMember())
        {
            var length = GzipMembers.Check(_file, _gzip);
            if (length != _length)
            {
                throw new LogFileException(
                    _file, _length, OffsetIn.Text, $"the gzip members hold {length} bytes, but {_length} could be read");
            }
        }
    }

    /// <summary>
    /// Whether the file ends with the only trailer that fits the text. If those eight bytes also occur before the end, the member may have
    /// ended there, and something else follows it.
    /// </summary>
    private bool IsOneWholeMember()
    {
        Span<byte> trailer = stackalloc byte[GzipTrailer.Length];
        GzipTrailer.Write(trailer, new TextDigest(_length, _crc));
        return _gzip.Length >= trailer.Length && _gzip.Span.IndexOf(trailer) == _gzip.Length - trailer.Length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inflated.Dispose();
        }

        base.Dispose(disposing);
    }
}
