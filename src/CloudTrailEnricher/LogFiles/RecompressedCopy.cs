namespace CloudTrailEnricher.LogFiles;

/// <summary>A copy whose text is compressed anew, if the source's is: the plain way, and the one that every file can go.</summary>
internal sealed class RecompressedCopy : ICopyInProgress
{
    private readonly TextOutput _output;

    public RecompressedCopy(string file, ReadOnlyMemory<byte> content, ReadLimits limits)
    {
        Text = LogText.Open(file, content, limits);
        _output = LogText.IsGzip(content.Span) ? new GzipOutput() : new TextOutput();
    }

    public Stream Text { get; }

    public void Keep(ReadOnlySpan<byte> text) => _output.Keep(text);

    public void Replace(int removed, ReadOnlySpan<byte> inserted) => _output.Replace(removed, inserted);

    public ReadOnlyMemory<byte> Complete() => _output.Complete();

    public void Dispose()
    {
        Text.Dispose();
        _output.Dispose();
    }
}
