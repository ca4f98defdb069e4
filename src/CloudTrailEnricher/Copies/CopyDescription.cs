using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Copies;

/// <summary>What an enriched copy says of itself, beside its bytes: in S3, its user metadata.</summary>
/// <param name="Source">The log file that it is a copy of.</param>
/// <param name="SourceETag">That file's ETag; null where unknown.</param>
/// <param name="Redacted">Redacted fields that evidence could recover.</param>
/// <param name="Recovered">Fields that got their value back.</param>
/// <param name="Ambiguous">Fields that stay redacted because evidence disagrees.</param>
/// <param name="Unresolved">Fields that stay redacted because no evidence is known.</param>
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
    /// <summary>Whether no evidence to come could recover more.</summary>
    public bool IsComplete => Recovered == Redacted;

    /// <summary>The version that this program writes.</summary>
    public static string CurrentVersion => EnrichmentJson.Version;

    /// <summary>Describes what was just made.</summary>
    public static CopyDescription Of(LogObject source, string? sourceETag, EnrichmentCounts counts) =>
        new(source, sourceETag, counts.RedactedFields, counts.Recovered, counts.Ambiguous, counts.Unresolved, CurrentVersion);

    /// <summary>Describes a copy of a file in which nothing is redacted.</summary>
    public static CopyDescription Unchanged(LogObject source, string? sourceETag) => new(source, sourceETag, 0, 0, 0, 0, CurrentVersion);
}

/// <summary>An enriched copy that exists.</summary>
/// <param name="ETag">The copy's own ETag, by which a replacement is conditional.</param>
/// <param name="Description">What it says of itself; null when it says nothing, which this program's copies never do.</param>
public sealed record PublishedCopy(string ETag, CopyDescription? Description);
