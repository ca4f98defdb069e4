using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Replay.Files;
using CloudTrailEnricher.Replay.Inputs;

namespace CloudTrailEnricher.Replay.Outputs;

/// <summary>The folder that copies are written to. A copy is there whole or not at all.</summary>
internal sealed class OutputFolder : ICopies
{
    private readonly Func<LogObject, string> _place;
    private readonly InputFiles _inputs;
    private string? _preparedFolder;

    /// <param name="folder">The output folder.</param>
    /// <param name="prefix">The copies' prefix in it.</param>
    /// <param name="place">A log file's place among all: its key, below its bucket where there are several.</param>
    /// <param name="inputs">What is never written to.</param>
    public OutputFolder(string folder, EnrichedPrefix prefix, Func<LogObject, string> place, InputFiles inputs)
    {
        CopiesFolder = CopiesFolderOf(folder, prefix);
        _place = place;
        _inputs = inputs;
    }

    /// <summary>The folder that holds all copies.</summary>
    public string CopiesFolder { get; }

    /// <summary>The folder that holds all copies of an output folder.</summary>
    public static string CopiesFolderOf(string folder, EnrichedPrefix prefix) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Join(folder, ObjectPath.Of(prefix.Value))));

    /// <summary>The path of a log file's copy.</summary>
    /// <exception cref="IOException">The key leads elsewhere.</exception>
    public string PathOf(LogObject source)
    {
        var place = _place(source);
        return ObjectPath.IsPlain(place)
            ? Path.Join(CopiesFolder, ObjectPath.Of(place))
            : throw new IOException($"{source}: {ObjectPath.WhyNot}; nothing was written");
    }

    /// <summary>Writes a log file's copy, over one that exists.</summary>
    /// <exception cref="IOException">The key leads elsewhere, an input is in the copy's place, or the file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public Task PutAsync(LogObject source, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = PathOf(source);
        if (_inputs.Contains(path))
        {
            throw new IOException($"{path}, where the copy of {source} belongs, is an input; nothing was written");
        }

        cancellationToken.ThrowIfCancellationRequested();
        using var file = Begin(path);
        RandomAccess.Write(file.Stream.SafeFileHandle, content.Span, fileOffset: 0);
        file.Complete();
        return Task.CompletedTask;
    }

    private AtomicFile Begin(string path)
    {
        Prepare(Path.GetDirectoryName(path)!);
        try
        {
            return new AtomicFile(path);
        }
        catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException)
        {
            // Someone has removed the folder, or another thread is about to make it. If it exists by the time the runtime looks for the
            // reason, the error is that of a missing file.
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new AtomicFile(path);
        }
    }

    /// <summary>
    /// Makes a folder, and clears away what a killed run left in it. Copies come folder by folder: the last one is all there is to know.
    /// </summary>
    private void Prepare(string folder)
    {
        if (Interlocked.Exchange(ref _preparedFolder, folder) != folder)
        {
            Directory.CreateDirectory(folder);
            AtomicFile.RemoveAbandoned(folder);
        }
    }
}
