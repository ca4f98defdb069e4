using CloudTrailEnricher.Enrichment;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Passes;

/// <summary>An enriched copy, ready to be published: a pure function of the source's bytes and the evidence.</summary>
/// <param name="Content">Its bytes; compressed as the source is.</param>
/// <param name="Counts">What was found and recovered.</param>
/// <param name="Open">The sessions of which a field got no value: evidence to come may change that.</param>
/// <param name="Outcomes">What became of every redacted record; empty when nobody asked.</param>
internal sealed record EnrichedCopy(
    ReadOnlyMemory<byte> Content,
    EnrichmentCounts Counts,
    IReadOnlySet<SessionKey> Open,
    IReadOnlyList<RecordOutcome> Outcomes)
{
    /// <summary>Makes the copy of one file.</summary>
    /// <exception cref="LogFileException">The file is damaged, or not a log file.</exception>
    public static EnrichedCopy Make(
        LogObject file,
        SourceFile source,
        ReadLimits limits,
        Func<SessionKey, SessionEvidence> evidence,
        bool withOutcomes = false)
    {
        using var text = LogText.Open(file.ToString(), source.Content, limits);
        using var output = LogText.IsGzip(source.Content.Span) ? new GzipOutput() : new TextOutput();
        var open = new HashSet<SessionKey>();
        var outcomes = new List<RecordOutcome>();
        var counts = LogFileEnricher.Enrich(file.ToString(), text, limits, evidence, output, withOutcomes ? outcomes.Add : null, open);
        return new EnrichedCopy(output.Complete(), counts, open, outcomes);
    }
}
