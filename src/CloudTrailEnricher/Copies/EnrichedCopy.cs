using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Copies;

/// <summary>An enriched copy, ready to be published.</summary>
/// <param name="Content">Its bytes; compressed as the source is.</param>
/// <param name="Counts">What was found and recovered.</param>
/// <param name="Way">How the bytes were made.</param>
/// <param name="Open">The sessions of which a field got no value: evidence to come may change that.</param>
/// <param name="Outcomes">What became of each redacted record of a console session; empty unless asked for.</param>
internal sealed record EnrichedCopy(
    ReadOnlyMemory<byte> Content,
    EnrichmentCounts Counts,
    CopyMethod Way,
    IReadOnlySet<SessionKey> Open,
    IReadOnlyList<RecordOutcome> Outcomes);

/// <summary>How an enriched copy's bytes were made.</summary>
public enum CopyMethod
{
    /// <summary>The source is plain text, and so is the copy.</summary>
    Plain,

    /// <summary>The compressed bits of untouched text were taken over.</summary>
    Patched,

    /// <summary>The text was compressed anew: the source's gzip has something unusual about it, or it was asked for.</summary>
    Recompressed,
}
