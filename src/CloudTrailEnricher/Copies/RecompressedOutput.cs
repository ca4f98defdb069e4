using System.IO.Compression;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Copies;

/// <summary>
/// A copy whose text is compressed again, if the source's is: the plain way, which every file can go. Nothing is compressed before the
/// first edit, so a file without any costs no more than reading it.
/// </summary>
/// <param name="file">The file's name, for errors.</param>
/// <param name="content">The source.</param>
/// <param name="limits">When to refuse it.</param>
internal sealed class RecompressedOutput(string file, ReadOnlyMemory<byte> content, ReadLimits limits) : ITextOutput, IDisposable
{
    private const int PieceBytes = 64 << 10;

    private MemoryStream? _copy;
    private Stream? _text;
    private long _keptBefore;

    /// <inheritdoc/>
    public void Keep(ReadOnlySpan<byte> text)
    {
        if (_text is null)
        {
            _keptBefore += text.Length;
        }
        else
        {
            _text.Write(text);
        }
    }

    /// <inheritdoc/>
    public void Replace(int removed, ReadOnlySpan<byte> inserted)
    {
        _text ??= Begin();
        _text.Write(inserted);
    }

    /// <summary>
    /// The whole copy, or the source itself where nothing was replaced; called once, when all of the text has been passed.
    /// </summary>
    public ReadOnlyMemory<byte> Complete()
    {
        if (_text is null)
        {
            return content;
        }

        _text.Dispose();
        return _copy!.TryGetBuffer(out var copy) ? copy : _copy.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _text?.Dispose();
        _copy?.Dispose();
    }

    /// <summary>Begins the copy with the text before the first edit, which is read a second time.</summary>
    private Stream Begin()
    {
        _copy = new MemoryStream(content.Length + (content.Length / 8));

        // One gzip member, no clock in its header.
        Stream copy = LogText.IsGzip(content.Span) ? new GZipStream(_copy, CompressionLevel.Optimal, leaveOpen: true) : _copy;
        using var source = LogText.Open(file, content, limits);
        var piece = new byte[(int)Math.Min(_keptBefore, PieceBytes)];
        for (var left = _keptBefore; left > 0;)
        {
            var read = source.ReadAtLeast(piece.AsSpan(0, (int)Math.Min(left, piece.Length)), minimumBytes: 1);
            copy.Write(piece.AsSpan(0, read));
            left -= read;
        }

        return copy;
    }
}
