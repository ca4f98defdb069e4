namespace GzipPatch.Tests;

/// <summary>One change of a text.</summary>
/// <param name="Position">Where it begins in the old text, in bytes.</param>
/// <param name="Removed">How many bytes are removed.</param>
/// <param name="Inserted">What takes their place.</param>
internal readonly record struct Edit(long Position, int Removed, ReadOnlyMemory<byte> Inserted);

/// <summary>Edits that are known beforehand, in the order of the text.</summary>
internal static class Edits
{
    /// <summary>Makes the edits and returns the edited file.</summary>
    public static byte[] Apply(ReadOnlyMemory<byte> gzip, params IReadOnlyList<Edit> edits)
    {
        using var editor = new GzipEditor();
        return Apply(editor, gzip, edits);
    }

    /// <summary>The same with an editor that may have served other files before.</summary>
    public static byte[] Apply(GzipEditor editor, ReadOnlyMemory<byte> gzip, IReadOnlyList<Edit> edits)
    {
        editor.Begin(gzip);
        foreach (var edit in edits)
        {
            ReadTo(editor, edit.Position + edit.Removed, keepTo: edit.Position);
            editor.Keep(edit.Position - editor.Position);
            editor.Replace(edit.Removed, edit.Inserted.Span);
        }

        return editor.Complete().ToArray();
    }

    private static void ReadTo(GzipEditor editor, long end, long keepTo)
    {
        while (editor.Position + editor.Pending.Length < end)
        {
            editor.Keep(Math.Min(editor.Pending.Length, keepTo - editor.Position));
            Assert.NotEqual(0, editor.ReadMore());
        }
    }
}
