namespace CloudTrailEnricher.Replay.Files;

/// <summary>This machine's file system.</summary>
internal sealed class LocalFileSystem : IFileSystem
{
    public static LocalFileSystem Instance { get; } = new();

    public FileEntry? Find(string path) => Find(path, followLinks: true);

    public FileEntry? FindUnfollowed(string path) => Find(path, followLinks: false);

    private static FileEntry? Find(string path, bool followLinks) =>
        OperatingSystem.IsWindows() ? WindowsFileEntry.Find(path, followLinks)
        : OperatingSystem.IsMacOS() ? MacFileEntry.Find(path, followLinks)
        : LinuxFileEntry.Find(path, followLinks);
}
