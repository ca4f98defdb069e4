using System.IO.Enumeration;
using CloudTrailEnricher.Replay.Files;

namespace CloudTrailEnricher.Replay.Inputs;

/// <summary>
/// One walk through a folder and what lies below it, in the order that S3 lists keys in. Links to folders are followed, but every folder
/// is entered once, so that a walk has an end and no file comes twice. Folders of copies are passed over: outputs never become inputs.
/// </summary>
/// <param name="files">Finds out what paths lead to.</param>
/// <param name="copiesFolder">The folder of this run's copies; null for none.</param>
/// <param name="observer">Hears what is found beside log files and events.</param>
internal sealed class FolderWalk(IFileSystem files, string? copiesFolder, IWalkObserver observer)
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private static readonly EnumerationOptions AllButLinks =
        new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    private readonly HashSet<FileIdentity> _entered = [];
    private readonly HashSet<FileIdentity> _copies = [];

    /// <summary>The paths of all files that may be log files or events. Only one folder's names at a time are in memory.</summary>
    public IEnumerable<string> Walk(string root)
    {
        PassOver(copiesFolder);
        return WalkBelow(root);
    }

    private IEnumerable<string> WalkBelow(string folder)
    {
        if (files.Find(folder) is not { Kind: FileKind.Folder, Identity: var identity })
        {
            observer.Unreadable(folder, "the folder is not there, or may not be entered");
            yield break;
        }

        if (_copies.Contains(identity))
        {
            observer.PassedOver(PassedOverKind.FolderOfCopies, folder);
            yield break;
        }

        if (!_entered.Add(identity))
        {
            observer.PassedOver(PassedOverKind.FolderEnteredBefore, folder);
            yield break;
        }

        observer.Entered(identity);
        foreach (var (name, kind) in Entries(folder))
        {
            var path = Path.Join(folder, name);
            switch (kind)
            {
                case EntryKind.Folder:
                    foreach (var below in WalkBelow(path))
                    {
                        yield return below;
                    }

                    break;
                case EntryKind.Ours:
                    break;
                case EntryKind.Other:
                    observer.PassedOver(PassedOverKind.OtherFile, path);
                    break;
                default:
                    if (kind == EntryKind.LinkedFile)
                    {
                        observer.Linked(path);
                    }

                    yield return path;
                    break;
            }
        }
    }

    private (string Name, EntryKind Kind)[] Entries(string folder)
    {
        try
        {
            var entries = new FileSystemEnumerable<(string Name, EntryKind Kind)>(
                folder, (ref FileSystemEntry entry) => (entry.FileName.ToString(), KindOf(ref entry)), Everything).ToArray();
            MarkLinks(folder, entries);
            if (entries.Any(entry => entry.Name == MarkerFile.FileName))
            {
                PassOver(MarkerFile.CopiesFolderIn(folder));
            }

            Array.Sort(entries, (left, right) => string.CompareOrdinal(InOrder(left), InOrder(right)));
            return entries;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            observer.Unreadable(folder, e.Message);
            return [];
        }
    }

    /// <summary>
    /// Marks the files that are links. To ask each entry for its attributes costs a call of the operating system each; listing the folder
    /// once more without links costs one for hundreds.
    /// </summary>
    private static void MarkLinks(string folder, Span<(string Name, EntryKind Kind)> entries)
    {
        var noLinks = new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.FileName.ToString(), AllButLinks)
            .ToHashSet(StringComparer.Ordinal);
        foreach (ref var entry in entries)
        {
            if (entry.Kind == EntryKind.File && !noLinks.Contains(entry.Name))
            {
                entry.Kind = EntryKind.LinkedFile;
            }
        }
    }

    /// <summary>As part of a key, a folder's name ends in a slash.</summary>
    private static string InOrder((string Name, EntryKind Kind) entry) => entry.Kind == EntryKind.Folder ? entry.Name + "/" : entry.Name;

    private void PassOver(string? folder)
    {
        if (folder is not null && files.Find(folder) is { Kind: FileKind.Folder, Identity: var identity })
        {
            _copies.Add(identity);
        }
    }

    private static EntryKind KindOf(ref FileSystemEntry entry) =>
        entry.IsDirectory ? EntryKind.Folder
        : entry.FileName is MarkerFile.FileName || AtomicFile.IsUnfinished(entry.FileName) ? EntryKind.Ours
        : !InputName.IsLogFileOrEvent(entry.FileName) ? EntryKind.Other
        : EntryKind.File;

    private enum EntryKind : byte
    {
        File,
        LinkedFile,
        Folder,
        Other,
        Ours,
    }
}

/// <summary>Hears what a walk finds beside the files that it yields.</summary>
internal interface IWalkObserver
{
    /// <summary>A folder whose files come.</summary>
    void Entered(FileIdentity folder);

    /// <summary>A file that is a link.</summary>
    void Linked(string path);

    /// <summary>Something that is no input.</summary>
    void PassedOver(PassedOverKind kind, string path);

    /// <summary>A folder that cannot be listed.</summary>
    void Unreadable(string path, string reason);
}
