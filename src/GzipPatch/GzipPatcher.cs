using System.Buffers;

namespace GzipPatch;

/// <summary>Edits the text of a gzip file when all edits are known beforehand.</summary>
public static class GzipPatcher
{
    /// <summary>Makes edits and gives the edited file.</summary>
    /// <param name="gzip">The source.</param>
    /// <param name="edits">The edits, ordered by position; none may begin before the one ahead of it ends.</param>
    /// <returns>A gzip file of one member with the edited text.</returns>
    /// <exception cref="ArgumentException">The edits are not in order, overlap, or reach past the end of the text.</exception>
    /// <exception cref="InvalidDataException">The source is corrupt or truncated; the message names the byte.</exception>
    /// <exception cref="NotPatchableException">The source is of a kind that is not edited in place.</exception>
    public static byte[] Apply(ReadOnlyMemory<byte> gzip, IReadOnlyList<TextEdit> edits)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(256, gzip.Length));
        Apply(gzip, edits, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Makes edits and writes the edited file, piece by piece, while the source is read.</summary>
    /// <param name="gzip">The source.</param>
    /// <param name="edits">The edits, ordered by position; none may begin before the one ahead of it ends.</param>
    /// <param name="output">Where the edited file goes. After an exception what it has got is to be thrown away.</param>
    /// <returns>What the edit came to.</returns>
    /// <exception cref="ArgumentException">The edits are not in order, overlap, or reach past the end of the text.</exception>
    /// <exception cref="InvalidDataException">The source is corrupt or truncated; the message names the byte.</exception>
    /// <exception cref="NotPatchableException">The source is of a kind that is not edited in place.</exception>
    public static GzipEditSummary Apply(ReadOnlyMemory<byte> gzip, IReadOnlyList<TextEdit> edits, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(edits);
        using var editor = new GzipEditor(gzip, output);
        foreach (var edit in edits)
        {
            if (edit.Position < editor.Position || edit.Removed < 0)
            {
                throw new ArgumentException($"The edit at {edit.Position} begins before the one ahead of it ends.", nameof(edits));
            }

            Make(edit, editor);
        }

        return editor.Complete();
    }

    private static void Make(TextEdit edit, GzipEditor editor)
    {
        while (edit.Position > editor.Position + editor.Pending.Length)
        {
            editor.Keep(editor.Pending.Length);
            ReadMore(edit, editor);
        }

        editor.Keep(edit.Position - editor.Position);

        // What goes may be longer than one would hold in memory.
        var inserted = edit.Inserted.Span;
        for (var left = edit.Removed; left > editor.Pending.Length; inserted = default)
        {
            left -= editor.Pending.Length;
            editor.Replace(editor.Pending.Length, inserted);
            ReadMore(edit, editor);
        }

        var end = edit.Position + edit.Removed;
        editor.Replace((int)(end - editor.Position), inserted);
    }

    private static void ReadMore(TextEdit edit, GzipEditor editor)
    {
        if (editor.ReadMore() == 0)
        {
            throw new ArgumentException($"The edit at {edit.Position} reaches past the end of the text.", nameof(edit));
        }
    }
}
