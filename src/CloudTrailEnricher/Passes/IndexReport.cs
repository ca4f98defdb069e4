using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Passes;

/// <summary>What pass 1 did with one object.</summary>
/// <param name="Kind">What the object is; only log files are read.</param>
public sealed record IndexReport(ObjectKind Kind)
{
    /// <summary>Elements of <c>Records</c>.</summary>
    public long Records { get; init; }

    /// <summary>Sign-ins found and stored.</summary>
    public int SignIns { get; init; }

    /// <summary>Direct calls of a browser found and stored.</summary>
    public int BrowserSiblings { get; init; }

    /// <summary>Requests that agents' calls name, found and stored.</summary>
    public int AgentRequests { get; init; }

    /// <summary>The sessions of this file's redacted records, as <see cref="EnrichRequest.RedactedSessions"/> takes them.</summary>
    public IReadOnlyDictionary<SessionKey, RedactedFields> RedactedSessions { get; init; } = new Dictionary<SessionKey, RedactedFields>();

    /// <summary>Files that had waited for this file's evidence and were sent to pass 2.</summary>
    public int Released { get; init; }
}
