using GzipPatch.Checksums;

namespace GzipPatch;

/// <summary>
/// Inflates a gzip file only to learn the length and the CRC-32 of its text. One instance serves many files, one after the other.
/// </summary>
internal sealed class GzipVerifier
{
    private const int ChunkBytes = 64 * 1024;

    private readonly DeflateInput _input = new();
    private readonly Inflater _inflater;
    private readonly SlidingText _text = new(4 * ChunkBytes);

    public GzipVerifier() => _inflater = new(_input);

    /// <summary>Reads a file of one member to its end.</summary>
    /// <returns>Length and CRC of the text, which the trailer confirms.</returns>
    /// <exception cref="GzipFormatException">The file is damaged, or more than one member.</exception>
    public TextDigest Measure(ReadOnlyMemory<byte> gzip)
    {
        var text = MeasureMember(gzip, start: 0, out var end);
        GzipTrailer.CheckEnd(gzip.Span, end);
        return text;
    }

    /// <summary>Reads one member of a file to its end.</summary>
    /// <param name="gzip">The whole file.</param>
    /// <param name="start">Where the member begins.</param>
    /// <param name="end">The offset after its trailer.</param>
    /// <returns>Length and CRC of its text, which the trailer confirms.</returns>
    /// <exception cref="GzipFormatException">The member is damaged.</exception>
    public TextDigest MeasureMember(ReadOnlyMemory<byte> gzip, int start, out int end)
    {
        _input.Reset(gzip);
        _inflater.Reset(GzipHeader.FindEnd(gzip.Span, start));
        _text.Reset();
        uint crc = 0;
        while (!_inflater.IsDone)
        {
            var from = _text.End;
            _inflater.Read(_text, from, ChunkBytes, recording: null);
            crc = TextCrc.Append(crc, _text.Slice(from, (int)(_text.End - from)));
        }

        var text = new TextDigest(_text.End, crc);
        end = GzipTrailer.Check(gzip.Span, _inflater.EndByte, text);
        return text;
    }
}
