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

    /// <summary>Whether the file at this path, or what a link there leads to, is read by the run, be it under another name.</summary>
    public bool Contains(string path) => fileSystem.FindUnfollowed(path) is not null && (IsRead(path) || (FinalTargetOf(path) is { } target && IsRead(target)));

    private bool IsRead(string path)
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

    /// <summary>The end of a chain of links; null where there is none.</summary>
    private string? FinalTargetOf(string path) =>
        fileSystem.FindUnfollowed(path) is { Kind: FileKind.Link } && fileSystem.Find(path) is not null
        ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName
        : null;

    /// <summary>What stands at the path, and where it is a link, what it leads to.</summary>
    private IEnumerable<FileEntry> EntriesAt(string path) =>
        new[] { fileSystem.FindUnfollowed(path), fileSystem.Find(path) }.OfType<FileEntry>();
}
