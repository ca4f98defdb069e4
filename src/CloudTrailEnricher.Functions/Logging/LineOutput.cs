namespace CloudTrailEnricher.Functions.Logging;

/// <summary>Writes whole lines to one stream. Safe to use from several threads.</summary>
/// <param name="output">The stream; it stays its owner's.</param>
public sealed class LineOutput(Stream output)
{
    private readonly Lock _writing = new();

    /// <summary>The process's own standard output, whatever a runtime has put in the place of <see cref="Console.Out"/>.</summary>
    public static LineOutput ToStandardOutput() => new(Console.OpenStandardOutput());

    /// <summary>Writes a line.</summary>
    /// <param name="line">The line in UTF-8, with its line feed.</param>
    public void Write(ReadOnlySpan<byte> line)
    {
        lock (_writing)
        {
            output.Write(line);
            output.Flush();
        }
    }
}
