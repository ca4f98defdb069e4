using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>Counts what became of the records that agents caused. Not safe to use from several threads.</summary>
internal sealed class AgentCounts
{
    private readonly Dictionary<Reason, long> _byReason = [];
    private readonly HashSet<SessionKey> _namedRequests = [];

    /// <summary>Counts one record.</summary>
    /// <param name="request">Its request.</param>
    /// <param name="decision">What was decided about it.</param>
    public void Add(SessionKey request, AgentDecision decision)
    {
        _byReason[decision.Reason] = _byReason.GetValueOrDefault(decision.Reason) + 1;
        if (decision.Reason is Reason.None or Reason.RequestDisputed or Reason.AgentRecordDiffers)
        {
            _namedRequests.Add(request);
        }
    }

    /// <summary>The counts so far.</summary>
    /// <param name="requests">How many requests agents' records name.</param>
    public AgentTotals Totals(long requests) => new(new SortedDictionary<Reason, long>(_byReason), requests - _namedRequests.Count);
}

/// <summary>What became of the records that agents caused.</summary>
/// <param name="ByReason">
/// The records, by the reason why they name no agent's call; those that name one are under <see cref="Reason.None"/>.
/// </param>
/// <param name="RequestsWithoutRecord">Requests that agents' records name and no record in the files has.</param>
internal sealed record AgentTotals(IReadOnlyDictionary<Reason, long> ByReason, long RequestsWithoutRecord)
{
    /// <summary>All records that agents caused.</summary>
    public long Records => ByReason.Values.Sum();

    /// <summary>The records of one reason.</summary>
    public long Of(Reason reason) => ByReason.GetValueOrDefault(reason);
}
