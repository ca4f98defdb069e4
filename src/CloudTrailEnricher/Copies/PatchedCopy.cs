using CloudTrailEnricher.LogFiles;
using GzipPatch;

namespace CloudTrailEnricher.Copies;

/// <summary>
/// A copy that takes over the source's compressed bits wherever the text stays: the fast way. The editor inflates the copy again and
/// compares it with the text that it should hold before anyone sees it.
/// </summary>
/// <remarks>
/// Anything unusual about the source is a <see cref="GzipFormatException"/> or a <see cref="LogFileException"/>, and a copy that is not right
/// is an <see cref="InvalidDataException"/>. Then the file goes the plain way, which also reports best what is wrong with it.
/// </remarks>
internal sealed class PatchedCopy : ICopyInProgress
{
    private readonly GzipEditor _editor;
    private readonly EditorWindow _text;

    /// <param name="editor">Whose buffers to use; nobody else may use it meanwhile.</param>
    /// <param name="file">The file's name, for errors.</param>
    /// <param name="gzip">The source.</param>
    /// <param name="limits">When to refuse it.</param>
    public PatchedCopy(GzipEditor editor, string file, ReadOnlyMemory<byte> gzip, ReadLimits limits)
    {
        _editor = editor;
        _editor.Begin(gzip);
        _text = new EditorWindow(_editor, file, limits);
    }

    public TextWindow Text => _text;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The copy does not hold the text that it should.</exception>
    public ReadOnlyMemory<byte> Complete() => _editor.Complete();

    public void Dispose() => _editor.Dispose();
}
