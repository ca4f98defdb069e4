namespace CloudTrailEnricher.Copies;

/// <summary>
/// The part of a text that is in memory: what was read but not yet passed. Bounded by the longest record, not by the file.
/// </summary>
internal abstract class TextWindow : IDisposable
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

    /// <summary>Passes the next <paramref name="removed"/> unread bytes; <paramref name="inserted"/> takes their place in the copy, if one is made.</summary>
    public abstract void Replace(int removed, ReadOnlySpan<byte> inserted);

    /// <summary>Hands all passed text on to the copy, if one is made.</summary>
    public abstract void Flush();

    /// <summary>Lets the buffers go.</summary>
    public abstract void Dispose();
}

/// <summary>What <see cref="TextWindow.Fill"/> found.</summary>
internal enum FillOutcome
{
    /// <summary>At least one more byte is unread now.</summary>
    More,

    /// <summary>The text ends behind what is unread.</summary>
    End,

    /// <summary>More text exists, but the window may not grow further.</summary>
    Full,
}
