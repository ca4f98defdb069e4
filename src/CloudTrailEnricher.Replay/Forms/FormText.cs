namespace CloudTrailEnricher.Replay.Forms;

/// <summary>A text that holds records in some of its parts.</summary>
/// <param name="Text">The text.</param>
/// <param name="Parts">The parts with records, in order.</param>
internal sealed record FormText(ReadOnlyMemory<byte> Text, IReadOnlyList<Part> Parts)
{
    /// <summary>The records, in order.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Records => Parts.SelectMany(part => part.Records);

    /// <summary>The changes to this text that changed records ask for.</summary>
    /// <param name="edited">The records as the passes left them; as many are taken as this text holds.</param>
    public IReadOnlyList<TextEdit> Edits(IEnumerator<ReadOnlyMemory<byte>> edited) => [.. Parts.SelectMany(part => part.Edits(edited))];
}
