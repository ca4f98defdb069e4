using System.Text;

namespace CloudTrailEnricher.Replay.Forms;

/// <summary>A place in a text that holds records.</summary>
/// <param name="Start">Where it begins, in bytes.</param>
/// <param name="Length">How long it is.</param>
internal abstract record Part(int Start, int Length)
{
    /// <summary>Its records, in order.</summary>
    public abstract IEnumerable<ReadOnlyMemory<byte>> Records { get; }

    /// <summary>The changes to the text around it that changed records ask for.</summary>
    /// <param name="edited">The records as the passes left them; as many are taken as this part holds.</param>
    public abstract IEnumerable<TextEdit> Edits(IEnumerator<ReadOnlyMemory<byte>> edited);
}

/// <summary>A record as it is.</summary>
/// <param name="Start">Where it begins, in bytes.</param>
/// <param name="Record">The record.</param>
internal sealed record RecordPart(int Start, ReadOnlyMemory<byte> Record) : Part(Start, Record.Length)
{
    public override IEnumerable<ReadOnlyMemory<byte>> Records => [Record];

    public override IEnumerable<TextEdit> Edits(IEnumerator<ReadOnlyMemory<byte>> edited)
    {
        edited.MoveNext();
        return RecordDifference.Find(Record, edited.Current).Select(edit => edit with { Start = Start + edit.Start });
    }
}

/// <summary>A JSON string whose text holds records.</summary>
/// <param name="Start">Where it begins, after the opening quote.</param>
/// <param name="Written">What stands between the quotes.</param>
/// <param name="Inner">Its text.</param>
internal sealed record StringPart(int Start, ReadOnlyMemory<byte> Written, FormText Inner) : Part(Start, Written.Length)
{
    public override IEnumerable<ReadOnlyMemory<byte>> Records => Inner.Records;

    public override IEnumerable<TextEdit> Edits(IEnumerator<ReadOnlyMemory<byte>> edited)
    {
        var written = new EscapedText(Written);
        foreach (var edit in Inner.Edits(edited))
        {
            var start = written.Find(edit.Start);
            var end = written.Find(edit.Start + edit.Removed);
            yield return new TextEdit(Start + start, end - start, EscapedText.Escape(edit.Inserted.Span));
        }
    }
}

/// <summary>Base64 of a text that holds records, or of gzip of one.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Inner">The text.</param>
/// <param name="IsGzip">Whether it is compressed.</param>
internal sealed record EncodedPart(int Start, int Length, FormText Inner, bool IsGzip) : Part(Start, Length)
{
    public override IEnumerable<ReadOnlyMemory<byte>> Records => Inner.Records;

    public override IEnumerable<TextEdit> Edits(IEnumerator<ReadOnlyMemory<byte>> edited)
    {
        var edits = Inner.Edits(edited);
        if (edits.Count > 0)
        {
            var text = TextEdit.Apply(Inner.Text, edits);
            yield return new TextEdit(
                Start, Length, Encoding.ASCII.GetBytes(Convert.ToBase64String(IsGzip ? WholeGzip.Compress(text) : text)));
        }
    }
}
