using CloudTrailEnricher.Replay.Files;

namespace CloudTrailEnricher.Replay.Inputs;

/// <summary>
/// Everything that a run reads, known by what it is instead of by its name: nothing of it may be written to or replaced. Of folders that
/// are walked, the folder stands for its files, so that memory does not grow with their number. Safe to use from several threads.
/// </summary>
/// <param name="fileSystem">Finds out what paths lead to.</param>
internal sealed class InputFiles(IFileSystem fileSystem)
{
    private readonly Lock _lock = new();
    private readonly HashSet<FileIdentity> _files = [];
    private readonly HashSet<FileIdentity> _folders = [];

    /// <summary>Adds a file that was named, or that a link in a folder leads to.</summary>
    public void AddFile(string path)
    {
        lock (_lock)
        {
            foreach (var entry in EntriesAt(path))
            {
                _files.Add(entry.Identity);
            }
        }
    }

    /// <summary>Adds a folder whose files are read.</summary>
    public void AddFolder(FileIdentity folder)
    {
        lock (_lock)
        {
            _folders.Add(folder);
        }
    }

    /// <summary>Whether the file at this path is read by the run, be it under another name.</summary>
    public bool Contains(string path)
    {
        var entries = EntriesAt(path).ToArray();
        if (entries.Length == 0)
        {
            return false;
        }

        lock (_lock)
        {
            return entries.Any(entry => _files.Contains(entry.Identity))
                || (InputName.IsLogFileOrEvent(path)
                    && fileSystem.Find(Path.GetDirectoryName(Path.GetFullPath(path))!) is { } folder && _folders.Contains(folder.Identity));
        }
    }

    /// <summary>What stands at the path, and where it is a link, what it leads to.</summary>
    private IEnumerable<FileEntry> EntriesAt(string path) =>
        new[] { fileSystem.FindUnfollowed(path), fileSystem.Find(path) }.OfType<FileEntry>();
}
