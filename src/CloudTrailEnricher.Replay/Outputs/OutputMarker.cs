using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Replay.Files;

namespace CloudTrailEnricher.Replay.Outputs;

/// <summary>
/// What an output folder is known to hold, by its file <c>.replay.json</c>: that a replay wrote the copies in it, below which prefix,
/// which version did, and which evidence file (<c>--index</c>) holds what pass 1 found in their sources. <c>--resume</c> trusts it.
/// </summary>
internal sealed class OutputMarker
{
    private readonly string _path;
    private readonly MarkerFile _complete;
    private readonly bool _isOfAnotherVersion;

    private OutputMarker(string path, MarkerFile complete, bool isOfAnotherVersion, bool evidenceIsKept)
    {
        _path = path;
        _complete = complete;
        _isOfAnotherVersion = isOfAnotherVersion;
        EvidenceIsKept = evidenceIsKept;
    }

    /// <summary>Whether this run's evidence file holds the evidence of every complete copy's source.</summary>
    public bool EvidenceIsKept { get; private set; }

    /// <summary>Looks at an output folder.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    /// <param name="prefix">The copies' prefix in it.</param>
    /// <param name="evidenceId">The evidence file's id; null where there is none.</param>
    /// <param name="selection">The events that copies are enriched in, as options of the command line; empty for all.</param>
    /// <param name="resume">Whether complete copies are to be left alone.</param>
    /// <exception cref="UsageException">
    /// What lies below the prefix was not written by a replay; or copies are to be left alone that another version made.
    /// </exception>
    public static OutputMarker Open(string folder, EnrichedPrefix prefix, string? evidenceId, string selection, bool resume)
    {
        var path = Path.Combine(folder, MarkerFile.FileName);
        var complete = new MarkerFile(CopyDescription.CurrentVersion, prefix.Value, evidenceId, selection);
        if (!File.Exists(path))
        {
            MustBeEmpty(Path.Combine(folder, ObjectPath.Of(prefix.Value)), path);
            return new OutputMarker(path, complete, isOfAnotherVersion: false, evidenceIsKept: evidenceId is not null);
        }

        var before = MarkerFile.Read(path);
        if (before.Prefix != prefix.Value)
        {
            throw new UsageException(
                $"{folder} holds copies below {before.Prefix}, not below {prefix}; choose another --out, or the same --enriched-prefix");
        }

        if (before.Selection != selection)
        {
            throw new UsageException(
                $"{folder} holds copies of {Named(before.Selection)}, this run makes those of {Named(selection)}; choose another --out");
        }

        var isOfAnotherVersion = before.Version != complete.Version;
        return resume && isOfAnotherVersion
            ? throw new UsageException(
                $"{folder} holds copies of version {before.Version}, this is {complete.Version}; choose another --out, or leave "
                + "--resume out to make all copies anew")
            : new OutputMarker(
                path, complete, isOfAnotherVersion, !isOfAnotherVersion && evidenceId is not null && before.EvidenceId == evidenceId);
    }

    /// <summary>To be called when pass 1 is over and its evidence is saved, before the first copy.</summary>
    public void Begin()
    {
        // Over copies of another version, the folder stays what it was until all are replaced.
        if (!_isOfAnotherVersion)
        {
            Write();
        }
    }

    /// <summary>To be called when every file has its copy of this version.</summary>
    public void End()
    {
        EvidenceIsKept |= _isOfAnotherVersion;
        Write();
    }

    private static string Named(string selection) => selection.Length == 0 ? "all events" : $"a selection ({selection})";

    private void Write() => (_complete with { EvidenceId = EvidenceIsKept ? _complete.EvidenceId : null }).Write(_path);

    private static void MustBeEmpty(string copies, string marker)
    {
        try
        {
            if (Directory.Exists(copies) && Directory.EnumerateFileSystemEntries(copies).Any())
            {
                throw new UsageException(
                    $"{copies} holds files that no replay wrote (there is no {marker}); choose another --out or --enriched-prefix");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{copies} cannot be listed: {e.Message} Choose another --out");
        }
    }
}
