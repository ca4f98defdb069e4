using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Passes;

/// <summary>The requests that a file asks about, by the principal of the agents that made them.</summary>
internal sealed class AgentRequests
{
    /// <summary>
    /// Most requests of one file that are looked up, in the order of the file: twenty calls to the table. The largest file seen has 622
    /// records of all kinds.
    /// </summary>
    private const int Most = 2_000;

    private readonly Dictionary<SessionKey, HashSet<SessionKey>> _byAgents = [];
    private int _count;

    /// <summary>No requests.</summary>
    public static AgentRequests None { get; } = new();

    /// <summary>The requests of a principal's agents.</summary>
    public IReadOnlyCollection<SessionKey> Of(SessionKey agents) => _byAgents.TryGetValue(agents, out var requests) ? requests : [];

    /// <summary>Adds what a record asks. Beyond <see cref="Most"/>, the principal is kept and the request is not.</summary>
    public void Add(AgentRequest request)
    {
        if (!_byAgents.TryGetValue(request.Agents, out var requests))
        {
            _byAgents.Add(request.Agents, requests = []);
        }

        if (_count < Most && requests.Add(request.Request))
        {
            _count++;
        }
    }
}
