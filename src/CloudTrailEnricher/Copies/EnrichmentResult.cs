using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Copies;

/// <summary>What came of enriching one text.</summary>
/// <param name="Counts">What was found and recovered.</param>
/// <param name="Open">The sessions whose records may come out differently with evidence to come.</param>
/// <param name="Decisions">A digest of all values and marks that were written.</param>
internal sealed record EnrichmentResult(EnrichmentCounts Counts, OpenSessions Open, string Decisions);

/// <summary>Sessions of a file whose records are not decided for good.</summary>
internal sealed class OpenSessions
{
    private readonly HashSet<SessionKey> _undecided = [];
    private readonly HashSet<SessionKey> _provisional = [];
    private readonly HashSet<SessionKey> _missed = [];

    /// <summary>Sessions of which some field got no value, and principals with a request that no agent's record names.</summary>
    public IReadOnlySet<SessionKey> Undecided => _undecided;

    /// <summary>Sessions with a value that only browser calls have: a later sign-in may have another.</summary>
    public IReadOnlySet<SessionKey> Provisional => _provisional;

    /// <summary>Sessions that the file names but that were not looked up.</summary>
    public IReadOnlySet<SessionKey> Missed => _missed;

    /// <summary>
    /// Whether every field of every record comes from a sign-in, and every agent's call was found or is disputed, so that the file need
    /// not wait for more evidence.
    /// </summary>
    public bool IsFinal => _undecided.Count == 0 && _provisional.Count == 0;

    /// <summary>Adds what was decided about a record that an agent caused.</summary>
    public void Add(SessionKey agents, AgentDecision decision)
    {
        if (decision.IsOpen)
        {
            _undecided.Add(agents);
        }
    }

    public void AddMissed(SessionKey session) => _missed.Add(session);

    public void Add(SessionKey session, RedactedFields redacted, PerField<Decision> decisions)
    {
        foreach (var field in RedactedFieldNames.All)
        {
            switch (redacted.Has(field) ? decisions[field].Match : Match.SignIn)
            {
                case Match.SignIn:
                    break;
                case Match.BrowserSibling:
                    _provisional.Add(session);
                    break;
                default:
                    _undecided.Add(session);
                    break;
            }
        }
    }
}
