namespace CloudTrailEnricher.Replay;

/// <summary>A file that takes the place of another when it is complete, or never.</summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string _path;
    private readonly string _unfinished;

    public AtomicFile(string path)
    {
        _path = path;
        _unfinished = path + ".unfinished";
        Stream = File.Create(_unfinished);
    }

    /// <summary>Takes the content.</summary>
    public Stream Stream { get; }

    /// <summary>Puts the file into its place. Whatever wrote to the stream must have been flushed.</summary>
    public void Complete()
    {
        Stream.Dispose();
        File.Move(_unfinished, _path, overwrite: true);
    }

    public void Dispose()
    {
        Stream.Dispose();
        File.Delete(_unfinished);
    }
}
