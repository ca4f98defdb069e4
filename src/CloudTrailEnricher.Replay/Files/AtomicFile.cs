namespace CloudTrailEnricher.Replay.Files;

/// <summary>
/// A file that takes the place of another when it is complete, or never. Until then it has a name of its own beside it, which no other
/// run uses, and is locked, so that <see cref="RemoveAbandoned"/> can distinguish it from what a killed run left.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private const string NameStart = ".replay-";
    private const string NameEnd = ".unfinished";

    /// <summary>Names that are tried before an error is believed.</summary>
    private const int MaxAttempts = 100;

    private readonly string _path;
    private bool _isComplete;

    /// <param name="path">The file. Its folder must exist.</param>
    /// <param name="newName">Gives a name for the file until it is complete, another one each time; null for names by chance.</param>
    public AtomicFile(string path, Func<string>? newName = null)
    {
        _path = path;
        Stream = CreateBeside(path, newName ?? NameByChance);
    }

    /// <summary>Takes the content.</summary>
    public FileStream Stream { get; }

    /// <summary>Whether a file of this name is on its way to becoming another.</summary>
    public static bool IsUnfinished(ReadOnlySpan<char> name) =>
        name.StartsWith(NameStart, StringComparison.Ordinal) && name.EndsWith(NameEnd, StringComparison.Ordinal);

    /// <summary>Deletes the unfinished files in a folder that belong to no running process.</summary>
    public static void RemoveAbandoned(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, $"{NameStart}*{NameEnd}"))
        {
            if (LocalFileSystem.Instance.FindUnfollowed(path) is not { Kind: FileKind.Regular })
            {
                continue;
            }

            try
            {
                // Opening fails where another run holds the lock; closing deletes while this one still does.
                new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is in use, or gone, or not ours to delete: it harms nobody.
            }
        }
    }

    /// <summary>Puts the file into its place. Whatever wrote to the stream must have been flushed.</summary>
    public void Complete()
    {
        // Moved while it is open: once the lock is gone, another run may take it for abandoned.
        Stream.Flush();
        File.Move(Stream.Name, _path, overwrite: true);
        _isComplete = true;
        Stream.Dispose();
    }

    public void Dispose()
    {
        if (!_isComplete)
        {
            File.Delete(Stream.Name);
        }

        Stream.Dispose();
    }

    /// <summary>Chance only makes names differ: a name that is taken is never written to.</summary>
    private static string NameByChance() => $"{NameStart}{Random.Shared.NextInt64():x16}{NameEnd}";

    private static FileStream CreateBeside(string path, Func<string> newName)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        for (var attempt = 1; ; attempt++)
        {
            var unfinished = Path.Combine(folder, newName());
            try
            {
                // Never through a link, and never over what is there. Windows moves an open file only if it may be deleted meanwhile.
                var stream = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.Delete);
                if (File.Exists(unfinished))
                {
                    return stream;
                }

                // Another run deleted it before it was locked.
                stream.Dispose();
            }
            catch (IOException e) when (attempt < MaxAttempts && e is not (DirectoryNotFoundException or FileNotFoundException))
            {
                // The name is taken, or another run or thread looked at the file before it was locked, and deletes it.
            }
        }
    }
}
