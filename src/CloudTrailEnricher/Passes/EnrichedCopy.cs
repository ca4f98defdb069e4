using CloudTrailEnricher.Enrichment;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Passes;

/// <summary>An enriched copy, ready to be published: a pure function of the source's bytes and the evidence.</summary>
/// <param name="Content">Its bytes; compressed as the source is.</param>
/// <param name="Counts">What was found and recovered.</param>
internal sealed record EnrichedCopy(ReadOnlyMemory<byte> Content, EnrichmentCounts Counts)
{
    /// <summary>Makes the copy of one file.</summary>
    /// <exception cref="LogFileException">The file is damaged, or not a log file.</exception>
    public static EnrichedCopy Make(
        LogObject file,
        SourceFile source,
        ReadLimits limits,
        Func<SessionKey, SessionEvidence> evidence,
        Action<LogObject, RecordOutcome>? observer)
    {
        using var text = LogText.Open(file.ToString(), source.Content, limits);
        using var output = LogText.IsGzip(source.Content.Span) ? new GzipOutput() : new TextOutput();
        var counts = LogFileEnricher.Enrich(
            file.ToString(), text, limits, evidence, output, observer is null ? null : outcome => observer(file, outcome));
        return new EnrichedCopy(output.Complete(), counts);
    }
}
