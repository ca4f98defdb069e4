using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Rules;

/// <summary>What agents' records say about the requests of one file and one principal, and the rule that decides by it.</summary>
/// <param name="asked">The requests that were looked up.</param>
/// <param name="found">What was found of them.</param>
internal sealed class AgentEvidence(IReadOnlyCollection<SessionKey> asked, IReadOnlyList<Evidence> found)
{
    private readonly Dictionary<SessionKey, Evidence> _byRequest = found.ToDictionary(item => item.Session);
    private readonly HashSet<SessionKey> _asked = [.. asked];

    /// <summary>The items that were found.</summary>
    public IReadOnlyList<Evidence> Items => found;

    /// <summary>The requests that were looked up.</summary>
    public IReadOnlyCollection<SessionKey> Asked => asked;

    /// <summary>Whether something is known about every request.</summary>
    public bool IsComplete => _byRequest.Count == _asked.Count;

    /// <summary>
    /// Decides about one record: an agent's call names it if account and request id are equal and region and API fit. A request that two
    /// calls claim differently is ambiguous.
    /// </summary>
    public AgentDecision Decide(in Record record, SessionKey request)
    {
        if (!_byRequest.TryGetValue(request, out var evidence))
        {
            return AgentDecision.Unknown(_asked.Contains(request) ? Reason.NoAgentRecord : Reason.TooManyRequests);
        }

        if (evidence.Rival is not null)
        {
            return AgentDecision.Disputed(evidence);
        }

        return Fits(record, evidence.Claim!) ? AgentDecision.Found(evidence) : AgentDecision.Unknown(Reason.AgentRecordDiffers);
    }

    private static bool Fits(in Record record, AgentClaim claim) =>
        record.AwsRegion.StringOrNull(record.Text) == claim.AwsRegion
        && ApiNames.Fit(claim.ApiName, record.EventSource.StringOrNull(record.Text), record.EventName.StringOrNull(record.Text));
}
