using System.IO.Hashing;

namespace GzipPatch;

/// <summary>
/// Decompresses a gzip file for nothing but the length and the CRC-32 of its text: the check on an output of
/// <see cref="GzipEditor"/>, whose <see cref="GzipEditSummary.Text"/> must be the same. It keeps its buffers, so one
/// instance serves many files, one after the other.
/// </summary>
public sealed class GzipVerifier
{
    private const int ChunkBytes = 64 * 1024;

    private readonly DeflateInput _input = new();
    private readonly Inflater _inflater;
    private readonly TextWindow _window = new(4 * ChunkBytes);

    /// <summary>Makes a verifier.</summary>
    public GzipVerifier() => _inflater = new(_input);

    /// <summary>Reads a gzip file of one member to its end.</summary>
    /// <param name="gzip">The whole file.</param>
    /// <returns>Length and CRC-32 of the text, which agree with the trailer.</returns>
    /// <exception cref="InvalidDataException">The file is corrupt or truncated; the message names the byte.</exception>
    /// <exception cref="NotPatchableException">The file is of a kind that this library does not read.</exception>
    public TextDigest Measure(ReadOnlyMemory<byte> gzip)
    {
        _input.Reset(gzip);
        _inflater.Reset(GzipHeader.Measure(gzip.Span));
        _window.Reset();
        var crc = new Crc32();
        while (!_inflater.IsDone)
        {
            var from = _window.End;
            _inflater.Read(_window, from, ChunkBytes, parse: null);
            crc.Append(_window.Slice(from, (int)(_window.End - from)));
        }

        var text = new TextDigest(_window.End, crc.GetCurrentHashAsUInt32());
        GzipTrailer.Check(gzip.Span, _inflater.EndByte, text);
        return text;
    }
}
