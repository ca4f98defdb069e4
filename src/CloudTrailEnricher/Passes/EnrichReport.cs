using CloudTrailEnricher.Copies;

namespace CloudTrailEnricher.Passes;

/// <summary>What pass 2 did with one object.</summary>
/// <param name="Outcome">What became of it.</param>
public sealed record EnrichReport(EnrichOutcome Outcome)
{
    /// <summary>What the file held; null when it was not read.</summary>
    public EnrichmentCounts? Counts { get; init; }

    /// <summary>The file's sessions with a redacted field that was not recovered.</summary>
    public int UnresolvedSessions { get; init; }

    /// <summary>The file's sessions that were seen from more than one address.</summary>
    public int SessionsFromSeveralAddresses { get; init; }

    /// <summary>Whether a copy stands that later evidence would have improved, where copies are written once.</summary>
    public bool IsOutdated { get; init; }

    /// <summary>Whole seconds since the object came, by the message that announced it; null when that does not say.</summary>
    public long? AgeSeconds { get; init; }

    /// <summary>How the copy's bytes were made; null when none were.</summary>
    public CopyMethod? Method { get; init; }
}

/// <summary>What became of an object in pass 2.</summary>
public enum EnrichOutcome
{
    /// <summary>The object is no log file: acknowledged, nothing done.</summary>
    Ignored,

    /// <summary>Nothing was redacted: the copy has the source's very bytes.</summary>
    Copied,

    /// <summary>Nothing is redacted, and such files get no copy here: the source is read in its place.</summary>
    Left,

    /// <summary>The enriched copy was written for the first time.</summary>
    Published,

    /// <summary>The enriched copy replaced one that was decided by less evidence, or was asked to replace an older version's.</summary>
    Improved,

    /// <summary>A copy exists that reads the same, or that knows more: nothing was written.</summary>
    AlreadyPublished,

    /// <summary>Evidence is missing and may still come: nothing was published, the file is to be tried again.</summary>
    Held,
}

/// <summary>Names outcomes.</summary>
internal static class EnrichOutcomes
{
    /// <summary>What it means for the file that a copy was, or was not, written; null where nothing was.</summary>
    public static EnrichOutcome? Of(PublishOutcome outcome) => outcome switch
    {
        PublishOutcome.Published => EnrichOutcome.Published,
        PublishOutcome.Improved => EnrichOutcome.Improved,
        _ => null,
    };

    /// <summary>The name that log lines give the outcome.</summary>
    public static string Name(this EnrichOutcome outcome) => outcome switch
    {
        EnrichOutcome.Ignored => "Ignored",
        EnrichOutcome.Copied => "Copied",
        EnrichOutcome.Left => "Left",
        EnrichOutcome.Published => "Published",
        EnrichOutcome.Improved => "Improved",
        EnrichOutcome.AlreadyPublished => "AlreadyPublished",
        _ => "Held",
    };
}
