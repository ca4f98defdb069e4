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
    private readonly ConcurrentBag<GzipEditor> _editors = [];

    /// <summary>Makes the copy of one file.</summary>
    /// <exception cref="LogFileException">The file is damaged, or not a log file.</exception>
    public EnrichedCopy Make(string file, SourceFile source, IReadOnlyDictionary<SessionKey, SessionEvidence> evidence)
    {
        if (!LogText.IsGzip(source.Content.Span))
        {
            return Plainly(file, source, evidence, CopyMethod.Plain);
        }

        return options.Recompress || !TryPatch(file, source, evidence, out var copy)
            ? Plainly(file, source, evidence, CopyMethod.Recompressed)
            : copy;
    }

    private bool TryPatch(string file, SourceFile source, IReadOnlyDictionary<SessionKey, SessionEvidence> evidence, out EnrichedCopy copy)
    {
        var editor = _editors.TryTake(out var used) ? used : new GzipEditor();
        try
        {
            using var inProgress = new PatchedCopy(editor, file, source.Content, options.Limits);
            copy = Make(file, inProgress, evidence, CopyMethod.Patched);
            return true;
        }
        catch (Exception e) when (e is InvalidDataException or GzipFormatException or LogFileException)
        {
            copy = null!;
            return false;
        }
        finally
        {
            _editors.Add(editor);
        }
    }

    private EnrichedCopy Plainly(string file, SourceFile source, IReadOnlyDictionary<SessionKey, SessionEvidence> evidence, CopyMethod method)
    {
        using var inProgress = new RecompressedCopy(file, source.Content, options.Limits);
        return Make(file, inProgress, evidence, method);
    }

    private EnrichedCopy Make(string file, ICopyInProgress copy, IReadOnlyDictionary<SessionKey, SessionEvidence> evidence, CopyMethod method)
    {
        var outcomes = new List<RecordOutcome>();
        var made = LogFileEnricher.Enrich(file, copy.Text, options.Limits, evidence, collectOutcomes ? outcomes.Add : null);
        return new EnrichedCopy(copy.Complete(), made.Counts, method, made.Open, made.Decisions, outcomes);
    }
}
