using System.Buffers;
using CloudTrailEnricher.LogFiles;
using GzipPatch;

namespace CloudTrailEnricher.Copies;

/// <summary>
/// A copy that takes over the source's compressed bits wherever the text stays: the fast way. The copy is inflated once more before
/// anyone sees it, and compared with the text that it should hold.
/// </summary>
/// <remarks>
/// Whatever is unusual about the source is an <see cref="InvalidDataException"/>, a <see cref="NotPatchableException"/> or a
/// <see cref="LogFileException"/>, and then the file goes the plain way, which also says best what is wrong with it.
/// </remarks>
internal sealed class PatchedCopy : ICopyInProgress
{
    private readonly GzipEditor _editor;
    private readonly GzipVerifier _verifier;
    private readonly ReadOnlyMemory<byte> _source;
    private readonly ArrayBufferWriter<byte> _output;
    private readonly EditorWindow _text;

    /// <param name="tools">Whose buffers to use; nobody else may use them meanwhile.</param>
    /// <param name="file">The file's name, for errors.</param>
    /// <param name="gzip">The source.</param>
    /// <param name="limits">When to refuse it.</param>
    public PatchedCopy(Tools tools, string file, ReadOnlyMemory<byte> gzip, ReadLimits limits)
    {
        _editor = tools.Editor;
        _verifier = tools.Verifier;
        _source = gzip;
        _output = new ArrayBufferWriter<byte>(gzip.Length + (gzip.Length / 8) + 1024);
        _editor.Reset(gzip, _output);
        _text = new EditorWindow(_editor, file, limits);
    }

    public TextWindow Text => _text;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The copy does not hold the text that it should.</exception>
    public ReadOnlyMemory<byte> Complete()
    {
        if (!_text.IsEdited)
        {
            // All of it has been read, and so its length and CRC-32 are checked.
            return _source;
        }

        var made = _editor.Complete();
        return _verifier.Measure(_output.WrittenMemory) == made.Text
            ? _output.WrittenMemory
            : throw new InvalidDataException("the patched copy does not hold the text that it should");
    }

    public void Dispose() => _editor.Dispose();

    /// <summary>An editor and a verifier with their buffers, about a megabyte, to be used for one file after the other.</summary>
    internal sealed class Tools
    {
        public GzipEditor Editor { get; } = new(EmptyGzip, new ArrayBufferWriter<byte>());

        public GzipVerifier Verifier { get; } = new();

        private static byte[] EmptyGzip => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    }
}
