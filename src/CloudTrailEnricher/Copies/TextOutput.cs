using System.IO.Compression;

namespace CloudTrailEnricher.Copies;

/// <summary>The edited text, in memory.</summary>
internal class TextOutput : ITextOutput, IDisposable
{
    private readonly MemoryStream _content;
    private readonly Stream _text;

    /// <param name="expected">About how many bytes the output will have.</param>
    public TextOutput(int expected)
        : this(expected, content => content)
    {
    }

    protected TextOutput(int expected, Func<Stream, Stream> encode)
    {
        _content = new MemoryStream(expected);
        _text = encode(_content);
    }

    public void Keep(ReadOnlySpan<byte> text) => _text.Write(text);

    public void Replace(int removed, ReadOnlySpan<byte> inserted) => _text.Write(inserted);

    /// <summary>The whole output; nothing can be added afterwards.</summary>
    public ReadOnlyMemory<byte> Complete()
    {
        _text.Dispose();
        return _content.TryGetBuffer(out var content) ? content : _content.ToArray();
    }

    public void Dispose()
    {
        _text.Dispose();
        _content.Dispose();
    }
}

/// <summary>The edited text, compressed anew: one gzip member, no clock in its header.</summary>
internal sealed class GzipOutput(int expected) : TextOutput(expected, content => new GZipStream(content, CompressionLevel.Optimal, leaveOpen: true));
