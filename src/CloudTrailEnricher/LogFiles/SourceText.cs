namespace CloudTrailEnricher.LogFiles;

/// <summary>
/// A text that is read once, from front to back. What was read but not yet passed is in memory; that is bounded by the longest record, not
/// by the file. As the text is passed, it is kept or replaced in a copy, if one is made. The maker of a text disposes of it.
/// </summary>
internal abstract class SourceText : IDisposable
{
    /// <summary>Bytes of the text before <see cref="Unread"/>.</summary>
    public long Offset { get; protected set; }

    /// <summary>The text from the current position on, as far as it was read.</summary>
    public abstract ReadOnlySpan<byte> Unread { get; }

    /// <summary>Reads on. What was unread stays unread; spans taken before are invalid.</summary>
    /// <returns>What came of it.</returns>
    public abstract FillOutcome Fill();

    /// <summary>Passes the next <paramref name="count"/> unread bytes; they stay as they are.</summary>
    public abstract void Advance(int count);

    /// <summary>
    /// Passes the next <paramref name="removed"/> unread bytes; <paramref name="inserted"/> takes their place in the copy, if one is made.
    /// </summary>
    public abstract void Replace(int removed, ReadOnlySpan<byte> inserted);

    /// <summary>Hands all passed text on to the copy, if one is made.</summary>
    public abstract void Flush();

    /// <summary>Releases the buffers, and what the text is read from.</summary>
    public abstract void Dispose();
}

/// <summary>What <see cref="SourceText.Fill"/> found.</summary>
internal enum FillOutcome
{
    /// <summary>At least one more byte is unread now.</summary>
    More,

    /// <summary>The text ends after what is unread.</summary>
    End,

    /// <summary>More text exists, but no more may be in memory at once.</summary>
    Full,
}
