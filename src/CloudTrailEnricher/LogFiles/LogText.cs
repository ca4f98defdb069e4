namespace CloudTrailEnricher.LogFiles;

/// <summary>Opens the text of a log file, gzip or plain, told apart by gzip's magic number.</summary>
internal static class LogText
{
    public static bool IsGzip(ReadOnlySpan<byte> content) => content is [0x1F, 0x8B, ..];

    /// <summary>The text, to be read once; it throws <see cref="LogFileException"/> where the file is damaged or too large.</summary>
    /// <param name="file">The file's name, for errors.</param>
    /// <param name="content">The file's bytes.</param>
    /// <param name="limits">When to refuse it.</param>
    /// <param name="output">Receives all text that is passed; may be null.</param>
    public static SourceText Read(string file, ReadOnlyMemory<byte> content, ReadLimits limits, ITextOutput? output = null) =>
        new StreamText(Open(file, content, limits), limits.RecordBytes, output);

    /// <summary>
    /// The text as a stream that is read once; it throws <see cref="LogFileException"/> where the file is damaged or too large.
    /// </summary>
    public static Stream Open(string file, ReadOnlyMemory<byte> content, ReadLimits limits)
    {
        if (IsGzip(content.Span))
        {
            return new GzipText(file, content, limits.TextBytes);
        }

        if (content.Length > limits.TextBytes)
        {
            throw new LogFileException(file, limits.TextBytes, OffsetIn.Text, GzipText.TooLarge(limits.TextBytes));
        }

        return MemoryStreams.Over(content);
    }
}
