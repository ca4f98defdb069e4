namespace CloudTrailEnricher.Replay.Files;

/// <summary>
/// What a file is, whatever path or link leads to it: the volume and the number that the file system gives it there (device and inode;
/// on Windows the volume's serial number and the file index).
/// </summary>
internal readonly record struct FileIdentity(ulong Volume, ulong Number);

/// <summary>What a path leads to.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Identity">Which one.</param>
/// <param name="Size">A regular file's length in bytes.</param>
internal readonly record struct FileEntry(FileKind Kind, FileIdentity Identity, long Size);

/// <summary>The kinds of things that a path can lead to.</summary>
internal enum FileKind
{
    /// <summary>A file with content that has an end.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link, where links are not followed.</summary>
    Link,

    /// <summary>A pipe, socket or device: reading it may never end.</summary>
    Special,
}

/// <summary>Finds out what paths lead to. An interface so that tests can stand in for file systems that ignore case.</summary>
internal interface IFileSystem
{
    /// <summary>What the path leads to when links are followed; null when there is nothing, or it cannot be seen.</summary>
    FileEntry? Find(string path);

    /// <summary>What stands at the path itself, be it a link; null when there is nothing, or it cannot be seen.</summary>
    FileEntry? FindUnfollowed(string path);
}
