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
            return Recompress(file, source, evidence, CopyMethod.Plain);
        }

        return options.Recompress || !TryPatch(file, source, evidence, out var copy)
            ? Recompress(file, source, evidence, CopyMethod.Recompressed)
            : copy;
    }

    /// <summary>
    /// The fast way: the source's compressed bits are copied wherever the text stays. The editor inflates the copy again and compares it
    /// with the text that it should hold before anyone sees it. Whatever is unusual about the source, or wrong with the copy, sends the
    /// file the plain way, which also reports best what is wrong with it.
    /// </summary>
    private bool TryPatch(string file, SourceFile source, IReadOnlyDictionary<SessionKey, SessionEvidence> evidence, out EnrichedCopy copy)
    {
        var editor = _editors.TryTake(out var used) ? used : new GzipEditor();
        try
        {
            editor.Begin(source.Content);
            using var text = new EditorText(editor, file, options.Limits);
            copy = Make(file, text, editor.Complete, evidence, CopyMethod.Patched);
            return true;
        }
        catch (Exception e) when (e is InvalidDataException or GzipFormatException or LogFileException)
        {
            copy = null!;
            return false;
        }
        finally
        {
            editor.Dispose();
            _editors.Add(editor);
        }
    }

    private EnrichedCopy Recompress(
        string file, SourceFile source, IReadOnlyDictionary<SessionKey, SessionEvidence> evidence, CopyMethod method)
    {
        using var output = new RecompressedOutput(file, source.Content, options.Limits);
        using var text = LogText.Read(file, source.Content, options.Limits, output);
        return Make(file, text, output.Complete, evidence, method);
    }

    private EnrichedCopy Make(
        string file,
        SourceText text,
        Func<ReadOnlyMemory<byte>> complete,
        IReadOnlyDictionary<SessionKey, SessionEvidence> evidence,
        CopyMethod method)
    {
        var outcomes = new List<RecordOutcome>();
        var made = LogFileEnricher.Enrich(
            file, text, options.Limits, evidence, collectOutcomes ? outcomes.Add : null, options.RewriteMcp, options.Selection);
        return new EnrichedCopy(complete(), made.Counts, method, made.Open, made.Decisions, outcomes);
    }
}
