using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Copies;

/// <summary>What an enriched copy says of itself, beside its bytes: in S3, its user metadata.</summary>
/// <param name="Source">The log file that it is a copy of.</param>
/// <param name="SourceETag">That file's ETag; null where unknown.</param>
/// <param name="Redacted">Redacted fields that evidence could recover.</param>
/// <param name="Recovered">Fields that got their value back.</param>
/// <param name="Ambiguous">Fields that stay redacted because evidence disagrees.</param>
/// <param name="Unresolved">Fields that stay redacted because no evidence has a value for them.</param>
/// <param name="Version">The program's version.</param>
public sealed record CopyDescription(
    LogObject Source,
    string? SourceETag,
    long Redacted,
    long Recovered,
    long Ambiguous,
    long Unresolved,
    string Version)
{
    /// <summary>A digest of all values and marks in the copy; null in copies of earlier versions, which know none.</summary>
    public string? Decisions { get; init; }

    /// <summary>The evidence that the copy was decided by; null in copies of earlier versions.</summary>
    public CopyKnowledge? Knowledge { get; init; }

    /// <summary>Whether every redacted field comes from a sign-in: then the file does not wait for more evidence.</summary>
    public bool IsFinal { get; init; }

    /// <summary>The version that this program writes.</summary>
    public static string CurrentVersion => EnrichmentJson.Version;

    /// <summary>Describes what was just made.</summary>
    internal static CopyDescription Describe(LogObject source, string? sourceETag, EnrichedCopy copy, CopyKnowledge knowledge) => new(
        source,
        sourceETag,
        copy.Counts.RedactedFields,
        copy.Counts.Recovered,
        copy.Counts.Ambiguous,
        copy.Counts.Unresolved,
        CurrentVersion)
    {
        Decisions = copy.Decisions,
        Knowledge = knowledge,
        IsFinal = copy.Open.IsFinal,
    };

    /// <summary>Describes a copy of a file in which nothing is redacted.</summary>
    public static CopyDescription Unchanged(LogObject source, string? sourceETag) =>
        new(source, sourceETag, 0, 0, 0, 0, CurrentVersion) { IsFinal = true };
}

/// <summary>An enriched copy that exists.</summary>
/// <param name="ETag">The copy's own ETag, by which a replacement is conditional.</param>
/// <param name="Description">What it says of itself; null when it says nothing, which this program's copies never do.</param>
public sealed record PublishedCopy(string ETag, CopyDescription? Description);
