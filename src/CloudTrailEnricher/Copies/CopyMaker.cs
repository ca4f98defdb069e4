using System.Collections.Concurrent;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;
using GzipPatch;

namespace CloudTrailEnricher.Copies;

/// <summary>
/// Makes enriched copies. A copy's text is a pure function of the source's bytes and the evidence; so are its compressed bytes, which the
/// two ways of making them encode differently. Safe to use from several threads.
/// </summary>
internal sealed class CopyMaker(PassOptions options, bool collectOutcomes)
{
    private readonly ConcurrentBag<PatchedCopy.Tools> _tools = [];

    /// <summary>Makes the copy of one file.</summary>
    /// <exception cref="LogFileException">The file is damaged, or not a log file.</exception>
    public EnrichedCopy Make(string file, SourceFile source, Func<SessionKey, SessionEvidence> evidence)
    {
        if (!LogText.IsGzip(source.Content.Span))
        {
            return Plainly(file, source, evidence, CopyMethod.Plain);
        }

        return options.Recompress || !TryPatch(file, source, evidence, out var copy)
            ? Plainly(file, source, evidence, CopyMethod.Recompressed)
            : copy;
    }

    private bool TryPatch(string file, SourceFile source, Func<SessionKey, SessionEvidence> evidence, out EnrichedCopy copy)
    {
        var tools = _tools.TryTake(out var used) ? used : new PatchedCopy.Tools();
        try
        {
            using var inProgress = new PatchedCopy(tools, file, source.Content, options.Limits);
            copy = Make(file, inProgress, evidence, CopyMethod.Patched);
            return true;
        }
        catch (Exception e) when (e is InvalidDataException or NotPatchableException or LogFileException)
        {
            copy = null!;
            return false;
        }
        finally
        {
            _tools.Add(tools);
        }
    }

    private EnrichedCopy Plainly(string file, SourceFile source, Func<SessionKey, SessionEvidence> evidence, CopyMethod way)
    {
        using var inProgress = new RecompressedCopy(file, source.Content, options.Limits);
        return Make(file, inProgress, evidence, way);
    }

    private EnrichedCopy Make(string file, ICopyInProgress copy, Func<SessionKey, SessionEvidence> evidence, CopyMethod way)
    {
        var open = new HashSet<SessionKey>();
        var outcomes = new List<RecordOutcome>();
        var counts = LogFileEnricher.Enrich(file, copy.Text, options.Limits, evidence, collectOutcomes ? outcomes.Add : null, open);
        return new EnrichedCopy(copy.Complete(), counts, way, open, outcomes);
    }
}
