using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CloudTrailEnricher.Replay.Files;

/// <summary>Reads entries with GetFileInformationByHandle, which also says what a folder is.</summary>
internal static partial class WindowsFileEntry
{
    private const uint ShareAll = 0x7;
    private const uint OpenExisting = 3;
    private const uint AlsoFolders = 0x0200_0000;
    private const uint DoNotFollow = 0x0020_0000;

    public static FileEntry? Find(string path, bool followLinks)
    {
        using var handle = CreateFile(path, access: 0, ShareAll, 0, OpenExisting, AlsoFolders | (followLinks ? 0 : DoNotFollow), 0);
        Span<byte> information = stackalloc byte[52];
        if (handle.IsInvalid || !GetFileInformationByHandle(handle, information))
        {
            return null;
        }

        // BY_HANDLE_FILE_INFORMATION: attributes at 0, volume serial number at 28, size at 32, file index at 44, each high half first.
        return new FileEntry(
            KindOf((FileAttributes)MemoryMarshal.Read<uint>(information)),
            new FileIdentity(MemoryMarshal.Read<uint>(information[28..]), Number(information[44..])),
            (long)Number(information[32..]));
    }

    private static ulong Number(ReadOnlySpan<byte> highAndLow) =>
        ((ulong)MemoryMarshal.Read<uint>(highAndLow) << 32) | MemoryMarshal.Read<uint>(highAndLow[4..]);

    private static FileKind KindOf(FileAttributes attributes) =>
        attributes.HasFlag(FileAttributes.ReparsePoint) ? FileKind.Link
        : attributes.HasFlag(FileAttributes.Directory) ? FileKind.Folder
        : attributes.HasFlag(FileAttributes.Device) ? FileKind.Special
        : FileKind.Regular;

    [LibraryImport("kernel32", EntryPoint = "CreateFileW", StringMarshalling = StringMarshalling.Utf16, SetLastError = true)]
    private static partial SafeFileHandle CreateFile(
        string path, uint access, uint share, nint security, uint disposition, uint flags, nint template);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformationByHandle(SafeFileHandle file, Span<byte> information);
}
