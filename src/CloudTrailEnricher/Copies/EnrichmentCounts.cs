using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Copies;

/// <summary>What one file held and what became of it. <see cref="RedactedFields"/> is the sum of the four kinds below it.</summary>
public sealed record EnrichmentCounts
{
    /// <summary>Elements of <c>Records</c>.</summary>
    public long Records { get; internal set; }

    /// <summary>Records with at least one redacted field that evidence could recover.</summary>
    public long RedactedRecords { get; internal set; }

    /// <summary>Redacted fields of these records.</summary>
    public long RedactedFields { get; internal set; }

    /// <summary>Fields recovered from a sign-in.</summary>
    public long RecoveredBySignIn { get; internal set; }

    /// <summary>Fields recovered from a browser's direct call.</summary>
    public long RecoveredByBrowserSibling { get; internal set; }

    /// <summary>Fields that stay redacted because evidence disagrees.</summary>
    public long Ambiguous { get; internal set; }

    /// <summary>Fields that stay redacted because no evidence is known.</summary>
    public long Unresolved { get; internal set; }

    /// <summary>Records that read <c>AWS Internal</c> because a service made the call; they stay as they are.</summary>
    public long InvokedByService { get; internal set; }

    /// <summary>Records that read <c>AWS Internal</c> without belonging to a console session; they stay as they are.</summary>
    public long NotFromConsole { get; internal set; }

    /// <summary>Redacted console records without a readable principal ARN or creation date; they stay as they are.</summary>
    public long NoSession { get; internal set; }

    /// <summary>Records that had an <c>enrichment</c> object already; they stay as they are.</summary>
    public long EnrichedBefore { get; internal set; }

    /// <summary>Fields that got their value back.</summary>
    public long Recovered => RecoveredBySignIn + RecoveredByBrowserSibling;

    /// <summary>Whether no evidence to come could recover more. An ambiguous field may still: a sign-in can outrank browser calls that disagree.</summary>
    public bool IsComplete => Recovered == RedactedFields;

    /// <summary>Counts a record that stays as it is.</summary>
    internal void Add(Recoverability reason)
    {
        switch (reason)
        {
            case Recoverability.InvokedByService:
                InvokedByService++;
                break;
            case Recoverability.NotFromConsole:
                NotFromConsole++;
                break;
            case Recoverability.NoSession:
                NoSession++;
                break;
            case Recoverability.EnrichedBefore:
                EnrichedBefore++;
                break;
        }
    }

    internal void Add(Decision decision)
    {
        RedactedFields++;
        switch (decision.Match)
        {
            case Match.SignIn:
                RecoveredBySignIn++;
                break;
            case Match.BrowserSibling:
                RecoveredByBrowserSibling++;
                break;
            case Match.Ambiguous:
                Ambiguous++;
                break;
            default:
                Unresolved++;
                break;
        }
    }
}
