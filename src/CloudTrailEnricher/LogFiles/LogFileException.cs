namespace CloudTrailEnricher.LogFiles;

/// <summary>A log file cannot be read: it is damaged, or not a log file. Nothing of it is published.</summary>
public sealed class LogFileException : Exception
{
    /// <summary>Names the file, the place and the reason.</summary>
    /// <param name="file">The file's name or key.</param>
    /// <param name="offset">Bytes from the beginning of <paramref name="of"/>.</param>
    /// <param name="of">What the offset counts in.</param>
    /// <param name="reason">What is wrong there, and where it helps, the remedy.</param>
    /// <param name="inner">The cause, if another error led here.</param>
    public LogFileException(string file, long offset, OffsetIn of, string reason, Exception? inner = null)
        : base($"{file}: byte {offset}{(of == OffsetIn.Gzip ? " of the gzip file" : " of the text")}: {reason}", inner)
    {
    }
}

/// <summary>What a byte offset counts in.</summary>
public enum OffsetIn
{
    /// <summary>The uncompressed text.</summary>
    Text,

    /// <summary>The compressed file.</summary>
    Gzip,
}
