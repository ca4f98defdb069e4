using System.Net;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Rules;

/// <summary>
/// All evidence of one session, and the rules that decide by it. <c>docs/decisions.md</c> states them in the same order, with examples.
/// Not safe to use from several threads.
/// </summary>
internal sealed class SessionEvidence
{
    private readonly Evidence[] _evidence;
    private readonly Sighting[] _sightings;
    private readonly Timeline _addresses;
    private readonly Timeline _agents;
    private readonly Dictionary<IPAddress, Timeline> _agentsByAddress = [];
    private readonly Dictionary<string, SessionEvidence> _bySignInSession = [];

    public SessionEvidence(IEnumerable<Evidence> evidence)
    {
        _evidence = [.. evidence];
        _sightings = Sighting.InOrder(_evidence);
        _addresses = Build(RedactedField.SourceIPAddress, _sightings);
        _agents = Build(RedactedField.UserAgent, _sightings);
        Origin = FindOrigin();
        OriginJson = Sighting.Encode(Origin);
    }

    /// <summary>What is known about the calls of a principal's agents: they have no session, and are decided by their requests.</summary>
    public SessionEvidence(AgentEvidence agents)
        : this([]) => Agents = agents;

    /// <summary>Nothing is known.</summary>
    public static SessionEvidence None { get; } = new([]);

    /// <summary>The items that were given.</summary>
    public IReadOnlyList<Evidence> Items => Agents?.Items ?? _evidence;

    /// <summary>What is known about the calls of a principal's agents; null for a console session.</summary>
    public AgentEvidence? Agents { get; }

    /// <summary>From how many addresses the session was seen.</summary>
    public int Addresses => _addresses.Values;

    /// <summary>The ARN of the principal that switched to the session's role; null where it is not known for certain.</summary>
    public string? Origin { get; }

    /// <summary><see cref="Origin"/> as a JSON string; empty where it is null.</summary>
    public byte[] OriginJson { get; }

    /// <summary>Whether something is known about each of <paramref name="fields"/>.</summary>
    public bool Covers(RedactedFields fields) => Agents is { } agents
        ? agents.IsComplete
        : !(fields.Has(RedactedField.SourceIPAddress) && _addresses.IsEmpty) && !(fields.Has(RedactedField.UserAgent) && _agents.IsEmpty);

    /// <summary>
    /// The evidence that can be of one record: where both carry a <c>signInSessionArn</c>, which splits two sessions that share ARN and
    /// second, the two must be equal.
    /// </summary>
    /// <param name="signInSessionArn">The record's; null where it has none.</param>
    public SessionEvidence Of(string? signInSessionArn)
    {
        return signInSessionArn is null ? this : OfSignInSession(signInSessionArn);
    }

    /// <summary>Decides about the redacted fields of one record.</summary>
    /// <param name="redacted">The redacted fields; the decision about another field is the default.</param>
    /// <param name="moment">The record's <c>eventTime</c>; null where it cannot be read.</param>
    /// <param name="ownAddress">The record's own address, where it is an IP literal.</param>
    public PerField<Decision> Decide(RedactedFields redacted, CloudTrailTime? moment, IPAddress? ownAddress)
    {
        var address = redacted.Has(RedactedField.SourceIPAddress) ? Address(moment) : default;
        if (!redacted.Has(RedactedField.UserAgent))
        {
            return new(address, default);
        }

        var agent = redacted.Has(RedactedField.SourceIPAddress) ? AgentOfDecided(address, moment)
            : ownAddress is not null ? AgentOfAddress(ownAddress, moment)
            : AgentOfAll(moment);
        return new(address, agent);
    }

    private SessionEvidence OfSignInSession(string arn)
    {
        if (!Array.Exists(_evidence, IsOfAnother))
        {
            return this;
        }

        if (!_bySignInSession.TryGetValue(arn, out var own))
        {
            _bySignInSession[arn] = own = new SessionEvidence(_evidence.Where(item => !IsOfAnother(item)));
        }

        return own;

        bool IsOfAnother(Evidence item) => item.SignInSessionArn is { } other && other != arn;
    }

    private Decision Address(CloudTrailTime? moment) => _evidence.Length == 0 ? Decision.Unknown(Reason.NoEvidence) : _addresses.At(moment);

    /// <summary>The agent of a record whose address was decided: that address's agent, or what all evidence agrees on.</summary>
    private Decision AgentOfDecided(Decision address, CloudTrailTime? moment) =>
        address.Source?.Address is { } decided ? AgentOfAddress(decided, moment)
        : AgentOfAll(moment);

    /// <summary>
    /// The agent among the evidence of one address. Where none of it has an agent, what all evidence of the session agrees on, marked if
    /// that evidence has an address of the same family: then the session was used from an address that it was never seen at.
    /// </summary>
    private Decision AgentOfAddress(IPAddress address, CloudTrailTime? moment)
    {
        var agents = AgentsOf(address);
        if (!agents.IsEmpty)
        {
            return agents.At(moment);
        }

        var unanimous = AgentOfAll(moment);
        return unanimous switch
        {
            { IsRecovered: true } => unanimous with { AddressDiffers = WasSeenFromAnother(address) },
            { Match: Match.Ambiguous, Reason: Reason.UserAgentChanged } => _agents.Ambiguous(Reason.AddressUnknown, moment),
            _ => unanimous,
        };
    }

    private Decision AgentOfAll(CloudTrailTime? moment) =>
        _evidence.Length == 0 ? Decision.Unknown(Reason.NoEvidence) : _agents.Unanimous(moment);

    private bool WasSeenFromAnother(IPAddress address) =>
        Array.Exists(
            _sightings,
            sighting => sighting.Address is { } other && other.AddressFamily == address.AddressFamily && !other.Equals(address));

    private Timeline AgentsOf(IPAddress address)
    {
        if (!_agentsByAddress.TryGetValue(address, out var agents))
        {
            // A sign-in without an address may be from this one: it is not evidence for it, but it may be a second person.
            var possible = _sightings.Where(sighting => sighting.Address is null || sighting.Address.Equals(address)).ToArray();
            var certain = Array.FindAll(possible, sighting => sighting.Address is not null);
            agents = new Timeline(RedactedField.UserAgent, certain, IsShared(RedactedField.UserAgent, possible), _sightings);
            _agentsByAddress[address] = agents;
        }

        return agents;
    }

    private static Timeline Build(RedactedField field, Sighting[] sightings) =>
        new(field, sightings, IsShared(field, sightings), sightings);

    /// <summary>
    /// Whether two sign-ins of one second differ on the field, or one of them has no value for it: two people share role, session name and
    /// second, and nothing says which of them made a call.
    /// </summary>
    private static bool IsShared(RedactedField field, Sighting[] sightings) => sightings
        .Where(sighting => sighting.IsSignIn)
        .GroupBy(sighting => sighting.Event.EventTime)
        .Any(second => second.Any(signIn => !Equals(signIn.Value(field), second.First().Value(field))));

    /// <summary>
    /// The one ARN that every sign-in of the session names as its origin. An item that an earlier version stored does not know it; the same
    /// event's newer item does.
    /// </summary>
    private string? FindOrigin()
    {
        var origins = _evidence
            .Where(item => item.Kind == EvidenceKind.SignIn)
            .GroupBy(item => item.First)
            .Select(items => items.Select(item => item.SwitchFrom).OfType<string>().Distinct().ToArray())
            .ToArray();
        return origins is [[var origin], ..] && Array.TrueForAll(origins, named => named is [var other] && other == origin) ? origin : null;
    }
}
