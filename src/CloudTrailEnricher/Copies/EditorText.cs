using CloudTrailEnricher.LogFiles;
using GzipPatch;

namespace CloudTrailEnricher.Copies;

/// <summary>The text of a gzip file that is edited in its compressed form; what is passed stays or changes in the edited file.</summary>
/// <param name="editor">The editor.</param>
/// <param name="file">The file's name, for errors.</param>
/// <param name="limits">When to refuse it.</param>
internal sealed class EditorText(GzipEditor editor, string file, ReadLimits limits) : SourceText
{
    private int _passed;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Unread => editor.Pending[_passed..];

    /// <inheritdoc/>
    public override FillOutcome Fill()
    {
        Flush();
        if (editor.Pending.Length >= limits.RecordBytes)
        {
            return FillOutcome.Full;
        }

        var read = editor.ReadMore();
        if (editor.Position + editor.Pending.Length > limits.TextBytes)
        {
            throw new LogFileException(file, limits.TextBytes, OffsetIn.Text, GzipText.TooLarge(limits.TextBytes));
        }

        return read > 0 ? FillOutcome.More : FillOutcome.End;
    }

    /// <inheritdoc/>
    public override void Advance(int count)
    {
        _passed += count;
        Offset += count;
    }

    /// <inheritdoc/>
    public override void Replace(int removed, ReadOnlySpan<byte> inserted)
    {
        Flush();
        editor.Replace(removed, inserted);
        Offset += removed;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        editor.Keep(_passed);
        _passed = 0;
    }

    /// <summary>Nothing: the editor stays its owner's.</summary>
    public override void Dispose()
    {
    }
}
