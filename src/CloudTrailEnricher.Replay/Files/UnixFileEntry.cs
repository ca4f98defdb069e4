using System.Runtime.InteropServices;

namespace CloudTrailEnricher.Replay.Files;

/// <summary>Reads entries with statx(2), whose structure is the same on every processor.</summary>
internal static partial class LinuxFileEntry
{
    private const int CurrentFolder = -100;
    private const int DoNotFollow = 0x100;
    private const uint BasicStatistics = 0x7FF;

    public static FileEntry? Find(string path, bool followLinks)
    {
        Span<byte> status = stackalloc byte[256];
        if (ReadStatus(CurrentFolder, path, followLinks ? 0 : DoNotFollow, BasicStatistics, status) != 0)
        {
            return null;
        }

        // struct statx: stx_mode at 28, stx_ino at 32, stx_size at 40, stx_dev_major at 136, stx_dev_minor at 140.
        var device = ((ulong)MemoryMarshal.Read<uint>(status[136..]) << 32) | MemoryMarshal.Read<uint>(status[140..]);
        return new FileEntry(
            UnixMode.KindOf(MemoryMarshal.Read<ushort>(status[28..])),
            new FileIdentity(device, MemoryMarshal.Read<ulong>(status[32..])),
            MemoryMarshal.Read<long>(status[40..]));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ReadStatus(int folder, string path, int flags, uint mask, Span<byte> status);
}

/// <summary>Reads entries with stat(2) and lstat(2) of macOS, with 64-bit inode numbers.</summary>
internal static partial class MacFileEntry
{
    public static FileEntry? Find(string path, bool followLinks)
    {
        Span<byte> status = stackalloc byte[256];
        if (ReadStatus(path, followLinks, status) != 0)
        {
            return null;
        }

        // struct stat: st_dev at 0, st_mode at 4, st_ino at 8, st_size at 96.
        return new FileEntry(
            UnixMode.KindOf(MemoryMarshal.Read<ushort>(status[4..])),
            new FileIdentity(MemoryMarshal.Read<uint>(status), MemoryMarshal.Read<ulong>(status[8..])),
            MemoryMarshal.Read<long>(status[96..]));
    }

    /// <summary>On Intel processors the plain names are those of the structure with 32-bit inode numbers.</summary>
    private static int ReadStatus(string path, bool followLinks, Span<byte> status) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64
        ? followLinks ? Stat64(path, status) : LinkStat64(path, status)
        : followLinks ? Stat(path, status) : LinkStat(path, status);

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "lstat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkStat(string path, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat64(string path, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkStat64(string path, Span<byte> status);
}

/// <summary>The kind of file in a mode as Unix systems write it (S_IFMT).</summary>
internal static class UnixMode
{
    public static FileKind KindOf(int mode) => (mode & 0xF000) switch
    {
        0x8000 => FileKind.Regular,
        0x4000 => FileKind.Folder,
        0xA000 => FileKind.Link,
        _ => FileKind.Special,
    };
}
