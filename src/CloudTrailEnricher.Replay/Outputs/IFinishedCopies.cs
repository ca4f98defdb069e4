using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Replay.Files;

namespace CloudTrailEnricher.Replay.Outputs;

/// <summary>Knows which files need nothing more, because an earlier run has made their copies.</summary>
internal interface IFinishedCopies
{
    /// <summary>Whether the file's copy is complete, and of this very file.</summary>
    Task<bool> HasAsync(ObjectCreated file, CancellationToken cancellationToken);

    /// <summary>Whether pass 1 need not read such a file either, because its evidence is kept elsewhere.</summary>
    bool HoldEvidence { get; }

    /// <summary>Notes that the file's copy is complete.</summary>
    void Add(ObjectCreated file);
}

/// <summary>
/// Copies in a folder. A copy that is complete has its source's modification time; until then it has the time of its writing.
/// </summary>
/// <param name="copies">The copies.</param>
/// <param name="sourceTime">When a log file was written.</param>
/// <param name="marker">What the folder's copies are; null when none is to be left alone.</param>
internal sealed class CopiesInFolder(OutputFolder copies, Func<ObjectCreated, DateTime> sourceTime, OutputMarker? marker) : IFinishedCopies
{
    // As the run found it: what it writes itself, it does not ask for.
    public bool HoldEvidence { get; } = marker is { EvidenceIsKept: true };

    public Task<bool> HasAsync(ObjectCreated file, CancellationToken cancellationToken)
    {
        if (marker is null)
        {
            return Task.FromResult(false);
        }

        var path = copies.PathOf(file.File);
        return Task.FromResult(IsWritten(path) && File.GetLastWriteTimeUtc(path) == sourceTime(file));
    }

    public void Add(ObjectCreated file)
    {
        var path = copies.PathOf(file.File);
        if (IsWritten(path))
        {
            File.SetLastWriteTimeUtc(path, sourceTime(file));
        }
    }

    /// <summary>
    /// A link is never a copy; what it leads to is left alone. An empty file is none either: after a power cut, a file system can know a
    /// file's name and time without its content.
    /// </summary>
    private static bool IsWritten(string path) =>
        LocalFileSystem.Instance.FindUnfollowed(path) is { Kind: FileKind.Regular, Size: > 0 };
}

/// <summary>Nothing is finished: every copy is made.</summary>
internal sealed class NoFinishedCopies : IFinishedCopies
{
    public bool HoldEvidence => false;

    public Task<bool> HasAsync(ObjectCreated file, CancellationToken cancellationToken) => Task.FromResult(false);

    public void Add(ObjectCreated file)
    {
    }
}
