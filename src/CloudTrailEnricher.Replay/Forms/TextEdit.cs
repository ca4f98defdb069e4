namespace CloudTrailEnricher.Replay.Forms;

/// <summary>One change to a text.</summary>
/// <param name="Start">Where, in bytes.</param>
/// <param name="Removed">How many bytes are dropped there.</param>
/// <param name="Inserted">What comes instead.</param>
internal readonly record struct TextEdit(int Start, int Removed, ReadOnlyMemory<byte> Inserted)
{
    /// <summary>A text with changes, which come in order and do not overlap.</summary>
    public static byte[] Apply(ReadOnlyMemory<byte> text, IEnumerable<TextEdit> edits)
    {
        var edited = new MemoryStream(text.Length + (text.Length / 8));
        var passed = 0;
        foreach (var edit in edits)
        {
            edited.Write(text.Span[passed..edit.Start]);
            edited.Write(edit.Inserted.Span);
            passed = edit.Start + edit.Removed;
        }

        edited.Write(text.Span[passed..]);
        return edited.ToArray();
    }
}
