using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Rules;

/// <summary>What was decided about a record that an agent caused.</summary>
public readonly record struct AgentDecision
{
    private AgentDecision(Match match, Reason reason, Evidence? evidence)
    {
        Match = match;
        Reason = reason;
        Evidence = evidence;
    }

    /// <summary><see cref="Rules.Match.McpCall"/>, <see cref="Rules.Match.Ambiguous"/> or <see cref="Rules.Match.None"/>.</summary>
    public Match Match { get; }

    /// <summary>Why no agent's call was found; <see cref="Rules.Reason.None"/> where one was.</summary>
    public Reason Reason { get; }

    /// <summary>The agent's call; where the request is disputed, both of them as one item; null where none was found.</summary>
    public Evidence? Evidence { get; }

    /// <summary>The agent's call; null where the record got none.</summary>
    public Evidence? Call => Match == Match.McpCall ? Evidence : null;

    /// <summary>Whether evidence to come may decide otherwise: no agent's record has named the request yet.</summary>
    public bool IsOpen => Reason == Reason.NoAgentRecord;

    internal static AgentDecision Found(Evidence evidence) => new(Match.McpCall, Reason.None, evidence);

    internal static AgentDecision Disputed(Evidence evidence) => new(Match.Ambiguous, Reason.RequestDisputed, evidence);

    internal static AgentDecision Unknown(Reason reason) => new(Match.None, reason, null);
}
