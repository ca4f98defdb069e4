namespace CloudTrailEnricher.Copies;

/// <summary>An enriched copy, ready to be published.</summary>
/// <param name="Content">Its bytes; compressed as the source is.</param>
/// <param name="Counts">What was found and recovered.</param>
/// <param name="Method">How the bytes were made.</param>
/// <param name="Open">The sessions that evidence to come may change.</param>
/// <param name="Decisions">A digest of all values and marks in it.</param>
/// <param name="Outcomes">What became of each redacted record of a console session; empty unless asked for.</param>
internal sealed record EnrichedCopy(
    ReadOnlyMemory<byte> Content,
    EnrichmentCounts Counts,
    CopyMethod Method,
    OpenSessions Open,
    string Decisions,
    IReadOnlyList<RecordOutcome> Outcomes);

/// <summary>How an enriched copy's bytes were made.</summary>
public enum CopyMethod
{
    /// <summary>The source is plain text, and so is the copy.</summary>
    Plain,

    /// <summary>The compressed bits of unchanged text were copied.</summary>
    Patched,

    /// <summary>The text was compressed again: the source's gzip is unusual, or this was asked for.</summary>
    Recompressed,
}
