namespace CloudTrailEnricher.LogFiles;

/// <summary>A copy whose text is compressed anew, if the source's is: the plain way, and the one that every file can go.</summary>
internal sealed class RecompressedCopy : ICopyInProgress
{
    private readonly Stream _text;
    private readonly TextOutput _output;

    public RecompressedCopy(string file, ReadOnlyMemory<byte> content, ReadLimits limits)
    {
        _text = LogText.Open(file, content, limits);
        _output = LogText.IsGzip(content.Span) ? new GzipOutput() : new TextOutput();
        Text = new StreamWindow(_text, _output, limits.RecordBytes);
    }

    public TextWindow Text { get; }

    public ReadOnlyMemory<byte> Complete() => _output.Complete();

    public void Dispose()
    {
        Text.Dispose();
        _text.Dispose();
        _output.Dispose();
    }
}
