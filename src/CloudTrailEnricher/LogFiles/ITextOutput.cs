namespace CloudTrailEnricher.LogFiles;

/// <summary>
/// Where the edited text of a file goes. It learns, from front to back, what happens to the source's text:
/// the next bytes stay as they are, or the next bytes are dropped and others come in their place.
/// </summary>
internal interface ITextOutput
{
    /// <summary>The source's next bytes, which are <paramref name="text"/>, stay.</summary>
    void Keep(ReadOnlySpan<byte> text);

    /// <summary>The source's next <paramref name="removed"/> bytes are dropped; <paramref name="inserted"/> comes instead.</summary>
    void Replace(int removed, ReadOnlySpan<byte> inserted);
}
