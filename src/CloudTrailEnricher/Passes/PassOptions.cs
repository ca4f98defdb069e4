using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Passes;

/// <summary>What a deployment chooses, for both passes.</summary>
public sealed record PassOptions
{
    /// <summary>Where copies go.</summary>
    public EnrichedPrefix EnrichedPrefix { get; init; } = EnrichedPrefix.Default;

    /// <summary>The bucket that copies go to; null for the source's own.</summary>
    public string? EnrichedBucket { get; init; }

    /// <summary>
    /// Whether a file in which nothing is redacted gets a copy. If not, it is left, and its readers take the source instead.
    /// </summary>
    public bool CopyUnchanged { get; init; } = true;

    /// <summary>
    /// Whether evidence that comes later replaces a copy. If not, copies are written once, and such evidence is only counted.
    /// </summary>
    public bool ImproveCopies { get; init; } = true;

    /// <summary>How long after the object's event a file waits for evidence before its copy is published with what is known.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>When to refuse a file.</summary>
    public ReadLimits Limits { get; init; } = ReadLimits.Default;

    /// <summary>
    /// Whether evidence counts only when its account is the one in the log file's key. Off for sets whose account ids were anonymised.
    /// </summary>
    public bool RequireMatchingAccount { get; init; } = true;

    /// <summary>Whether to compress every copy again instead of copying the source's compressed bits: slower, for comparison.</summary>
    public bool Recompress { get; init; }

    /// <summary>
    /// Whether the address and the user agent of an agent take the place of the MCP server's name in the records that the agent caused.
    /// Otherwise only the <c>enrichment</c> names them: it is true that a service made the call.
    /// </summary>
    public bool RewriteMcp { get; init; }

    /// <summary>Whether pass 1 sends each file to pass 2. Off where pass 2 goes through all files by itself, as in a backfill.</summary>
    public bool HandOver { get; init; } = true;

    /// <summary>
    /// Whether a file whose values come only from browser calls is noted as waiting, so that a later sign-in or another call improves
    /// its copy. Off in a backfill, whose first pass has read everything before.
    /// </summary>
    public bool NoteProvisional { get; init; } = true;

    /// <summary>Whether any key counts as a log file's, as for the command line, where files may have been renamed.</summary>
    public bool AcceptAnyKey { get; init; }

    /// <summary>The records that are enriched and reported; null for all. Only the command line narrows them.</summary>
    public RecordSelection? Selection { get; init; }
}
