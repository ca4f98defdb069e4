using CloudTrailEnricher.Rules;

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

    /// <summary>How much of it to print for people.</summary>
    public Detail Detail { get; init; }

    /// <summary>The prefix in front of every copy's key.</summary>
    public required string EnrichedPrefix { get; init; }

    /// <summary>Where to write the page for a browser; null for none.</summary>
    public string? ReportFile { get; init; }

    /// <summary>Whether copies that are complete are left alone.</summary>
    public bool Resume { get; init; }

    /// <summary>
    /// Whether copies are compared with what source and evidence give. Nothing is written, unless <see cref="Resume"/> asks for copies that
    /// are missing or differ to be made.
    /// </summary>
    public bool Verify { get; init; }

    /// <summary>Whether evidence counts in a file of any account's folder, not only in its principal's.</summary>
    public bool AnyAccount { get; init; }

    /// <summary>Whether records that agents caused get the agent's address and user agent.</summary>
    public bool RewriteMcp { get; init; }

    /// <summary>The events that are enriched and reported; null for all.</summary>
    public RecordSelection? Selection { get; init; }

    /// <summary>Where evidence is loaded from and saved to; null for nowhere.</summary>
    public string? IndexFile { get; init; }

    /// <summary>The account to replay against; null for files on disk.</summary>
    public AwsOptions? Aws { get; init; }
}

/// <summary>
/// Which bucket and table to replay against, and as whom. What is null, environment and configuration say as they do to every AWS tool.
/// </summary>
internal sealed record AwsOptions
{
    /// <summary>Whether to write evidence into the table and copies into the bucket, as the functions do.</summary>
    public bool Write { get; init; }

    /// <summary>The profile.</summary>
    public string? Profile { get; init; }

    /// <summary>The region.</summary>
    public string? Region { get; init; }

    /// <summary>Another endpoint for all services.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>The bucket; <c>SOURCE_BUCKET</c> where it is null.</summary>
    public string? Bucket { get; init; }

    /// <summary>The table; <c>SESSIONS_TABLE</c> where it is null.</summary>
    public string? Table { get; init; }
}

/// <summary>How the result is printed.</summary>
internal enum OutputFormat
{
    /// <summary>Tables for people.</summary>
    Table,

    /// <summary>One JSON document for programs; its form is <c>docs/replay.schema.json</c>.</summary>
    Json,

    /// <summary>One JSON object a line: every redacted event as it is decided, then failures and totals.</summary>
    Jsonl,

    /// <summary>One row for every redacted event, for spreadsheets and databases.</summary>
    Csv,

    /// <summary>The JSON document as it was before it had a version; it goes with the next release.</summary>
    JsonV1,
}

/// <summary>How much is printed for people.</summary>
internal enum Detail
{
    /// <summary>What matters most of each list, and the sums.</summary>
    Usual,

    /// <summary>Only what went wrong.</summary>
    Quiet,

    /// <summary>Every list as far as it was kept.</summary>
    Verbose,
}
