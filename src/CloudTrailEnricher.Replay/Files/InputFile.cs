using System.IO.Compression;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Replay.Files;

/// <summary>Reads files of which nothing is known but their names.</summary>
internal static class InputFile
{
    /// <summary>
    /// Reads a whole file. Files on disk are read where they are asked for: to hand each to another thread costs more than the reading.
    /// </summary>
    /// <exception cref="IOException">It is not there, is nothing that ends, is too large, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return SizeOf(path) > ReadLimits.Default.TextBytes
            ? throw new IOException($"{path}: longer than the limit of {ReadLimits.Default.TextBytes} bytes; split it")
            : Task.FromResult(File.ReadAllBytes(path));
    }

    /// <summary>Reads the beginning of a file's text; what is gzip is inflated.</summary>
    /// <param name="mostBytes">How much of it.</param>
    /// <param name="path">The file.</param>
    /// <param name="isWhole">Whether this is all of it.</param>
    /// <exception cref="IOException">It is not there, is nothing that ends, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadStart(int mostBytes, string path, out bool isWhole)
    {
        _ = SizeOf(path);
        using var file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[2];
        var isGzip = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic is [0x1F, 0x8B];
        file.Position = 0;
        using Stream text = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        try
        {
            var start = new MemoryStream();
            var piece = new byte[1 << 14];
            for (int read; start.Length <= mostBytes && (read = text.Read(piece)) > 0;)
            {
                start.Write(piece, 0, read);
            }

            isWhole = start.Length <= mostBytes;
            return start.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new IOException($"{path}: the gzip data is damaged", e);
        }
    }

    /// <summary>Reads a whole file, if it is no larger than that.</summary>
    /// <returns>The content; null when the file is larger.</returns>
    /// <exception cref="IOException">It is not there, is nothing that ends, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[]? ReadUpTo(long mostBytes, string path) => SizeOf(path) > mostBytes ? null : File.ReadAllBytes(path);

    private static long SizeOf(string path) => LocalFileSystem.Instance.Find(path) switch
    {
        { Kind: FileKind.Regular, Size: var size } => size,
        { Kind: FileKind.Folder } => throw new IOException($"{path}: a folder, where a file is expected"),
        { } => throw new IOException($"{path}: a pipe, socket or device, which may have no end; save its content as a file"),
        null when LocalFileSystem.Instance.FindUnfollowed(path) is { Kind: FileKind.Link } =>
            throw new FileNotFoundException(
                $"{path}: a link to {File.ResolveLinkTarget(path, returnFinalTarget: false)?.FullName}, where no file can be read"),
        null => throw new FileNotFoundException($"{path}: there is no such file, or its folder may not be entered"),
    };
}
