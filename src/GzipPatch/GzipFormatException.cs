namespace GzipPatch;

/// <summary>A gzip file is damaged, or of a kind that cannot be edited in place. Whatever was made of it is to be thrown away.</summary>
internal sealed class GzipFormatException : Exception
{
    /// <param name="offset">Where in the file, in bytes.</param>
    /// <param name="problem">What is wrong there.</param>
    public GzipFormatException(long offset, string problem)
        : base($"byte {offset} of the gzip file: {problem}")
    {
        Offset = offset;
        Problem = problem;
    }

    public long Offset { get; }

    public string Problem { get; }
}
