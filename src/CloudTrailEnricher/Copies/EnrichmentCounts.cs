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

    /// <summary>
    /// Records that read <c>AWS Internal</c> because a provider made the call under temporary delegation; they stay as they are.
    /// </summary>
    public long Delegated { get; internal set; }

    /// <summary>Records that read <c>AWS Internal</c> without belonging to a console session; they stay as they are.</summary>
    public long NotFromConsole { get; internal set; }

    /// <summary>Redacted console records without a readable principal ARN or creation date; they stay as they are.</summary>
    public long NoSession { get; internal set; }

    /// <summary>Records that had an <c>enrichment</c> object already; they stay as they are.</summary>
    public long EnrichedBefore { get; internal set; }

    /// <summary>Recovered agents of records whose own address is in no evidence of their session.</summary>
    public long AddressDiffers { get; internal set; }

    /// <summary>
    /// Records that agents caused through AWS's MCP server. They count apart from redacted ones, and are the sum of the four kinds below.
    /// </summary>
    public long AgentRecords { get; internal set; }

    /// <summary>Records of agents whose call was found.</summary>
    public long AgentCallsFound { get; internal set; }

    /// <summary>Records of agents whose request two calls claim differently.</summary>
    public long AgentCallsDisputed { get; internal set; }

    /// <summary>Records of agents whose request no agent's record names.</summary>
    public long AgentCallsMissing { get; internal set; }

    /// <summary>Records of agents whose request is named for another region or API, or that cannot be looked up.</summary>
    public long AgentCallsNotFitting { get; internal set; }

    /// <summary>Fields that got their value back.</summary>
    public long Recovered => RecoveredBySignIn + RecoveredByBrowserSibling;

    /// <summary>Counts a record that stays as it is.</summary>
    internal void Add(Recoverability reason)
    {
        switch (reason)
        {
            case Recoverability.InvokedByService:
                InvokedByService++;
                break;
            case Recoverability.Delegated:
                Delegated++;
                break;
            case Recoverability.NotFromConsole or Recoverability.SignInItself:
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

    /// <summary>Counts what was decided about a redacted record of a console session.</summary>
    internal void Add(RedactedFields redacted, PerField<Decision> decisions)
    {
        RedactedRecords++;
        foreach (var field in RedactedFieldNames.All)
        {
            if (redacted.Has(field))
            {
                Add(decisions[field]);
            }
        }
    }

    /// <summary>Counts what was decided about a record that an agent caused.</summary>
    internal void Add(AgentDecision decision)
    {
        AgentRecords++;
        switch (decision)
        {
            case { Match: Match.McpCall }:
                AgentCallsFound++;
                break;
            case { Match: Match.Ambiguous }:
                AgentCallsDisputed++;
                break;
            case { IsOpen: true }:
                AgentCallsMissing++;
                break;
            default:
                AgentCallsNotFitting++;
                break;
        }
    }

    private void Add(Decision decision)
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

        AddressDiffers += decision.AddressDiffers ? 1 : 0;
    }
}
