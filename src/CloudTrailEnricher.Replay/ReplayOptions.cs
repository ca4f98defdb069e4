namespace CloudTrailEnricher.Replay;

/// <summary>What one run is asked to do.</summary>
internal sealed record ReplayOptions
{
    /// <summary>Paths, or <c>-</c>; none means the samples.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Where copies go; null for a dry run.</summary>
    public required string? OutputFolder { get; init; }

    /// <summary>How to print the result.</summary>
    public required OutputFormat Format { get; init; }

    /// <summary>The prefix in front of every copy's key.</summary>
    public required string EnrichedPrefix { get; init; }

    /// <summary>Where to write the page for a browser; null for none.</summary>
    public string? ReportFile { get; init; }

    /// <summary>Whether copies that are complete are left alone.</summary>
    public bool Resume { get; init; }

    /// <summary>Where evidence is loaded from and saved to; null for nowhere.</summary>
    public string? IndexFile { get; init; }
}

/// <summary>How the result is printed.</summary>
internal enum OutputFormat
{
    /// <summary>Tables for people.</summary>
    Table,

    /// <summary>One JSON document for programs.</summary>
    Json,
}
