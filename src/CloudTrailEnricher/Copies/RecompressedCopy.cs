using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Copies;

/// <summary>
/// A copy whose text is compressed anew, if the source's is: the plain way, and the one that every file can go. Nothing is compressed before
/// the first edit, so a file without any costs no more than reading it.
/// </summary>
internal sealed class RecompressedCopy : ICopyInProgress, ITextOutput
{
    private const int PieceBytes = 64 << 10;

    private readonly string _file;
    private readonly ReadOnlyMemory<byte> _content;
    private readonly ReadLimits _limits;
    private readonly Stream _text;
    private TextOutput? _output;
    private long _keptBefore;

    public RecompressedCopy(string file, ReadOnlyMemory<byte> content, ReadLimits limits)
    {
        _file = file;
        _content = content;
        _limits = limits;
        _text = LogText.Open(file, content, limits);
        Text = new StreamWindow(_text, this, limits.RecordBytes);
    }

    public TextWindow Text { get; }

    public void Keep(ReadOnlySpan<byte> text)
    {
        if (_output is null)
        {
            _keptBefore += text.Length;
        }
        else
        {
            _output.Keep(text);
        }
    }

    public void Replace(int removed, ReadOnlySpan<byte> inserted)
    {
        _output ??= Begin();
        _output.Replace(removed, inserted);
    }

    public ReadOnlyMemory<byte> Complete() => _output?.Complete() ?? _content;

    public void Dispose()
    {
        Text.Dispose();
        _text.Dispose();
        _output?.Dispose();
    }

    /// <summary>Begins the copy with the text before the first edit, which is read a second time.</summary>
    private TextOutput Begin()
    {
        var expected = _content.Length + (_content.Length / 8);
        var output = LogText.IsGzip(_content.Span) ? new GzipOutput(expected) : new TextOutput(expected);
        using var text = LogText.Open(_file, _content, _limits);
        var piece = new byte[(int)Math.Min(_keptBefore, PieceBytes)];
        for (var left = _keptBefore; left > 0;)
        {
            var read = text.ReadAtLeast(piece.AsSpan(0, (int)Math.Min(left, piece.Length)), minimumBytes: 1);
            output.Keep(piece.AsSpan(0, read));
            left -= read;
        }

        return output;
    }
}
