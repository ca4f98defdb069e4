using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Passes;

/// <summary>The evidence for all sessions that one file asks for.</summary>
internal sealed class EvidenceOfFile
{
    private readonly IReadOnlyDictionary<SessionKey, RedactedFields> _asked;
    private readonly Dictionary<SessionKey, SessionEvidence> _known;
    private readonly HashSet<SessionKey> _awaited;

    public EvidenceOfFile(IReadOnlyDictionary<SessionKey, RedactedFields> asked, IEnumerable<(SessionKey Session, IReadOnlyList<Evidence> Evidence)> found)
        : this(asked, found.ToDictionary(one => one.Session, one => new SessionEvidence(one.Evidence)), [])
    {
    }

    private EvidenceOfFile(
        IReadOnlyDictionary<SessionKey, RedactedFields> asked,
        Dictionary<SessionKey, SessionEvidence> known,
        HashSet<SessionKey> awaited)
    {
        _asked = asked;
        _known = known;
        _awaited = awaited;
        Uncovered = [.. asked.Where(session => !known[session.Key].Covers(session.Value)).Select(session => session.Key)];
    }

    /// <summary>All sessions that the file asks for.</summary>
    public IEnumerable<SessionKey> Sessions => _asked.Keys;

    /// <summary>The sessions for which a field is redacted that nothing is known about.</summary>
    public IReadOnlyList<SessionKey> Uncovered { get; }

    /// <summary>Whether <see cref="Of"/> was asked for a session that nobody had looked up: the list of sessions was not the file's.</summary>
    public bool Missed { get; private set; }

    /// <summary>Whether the file is known to wait for evidence of some session.</summary>
    public bool Waits => _awaited.Count > 0;

    /// <summary>The evidence of one session.</summary>
    public SessionEvidence Of(SessionKey session)
    {
        if (_known.TryGetValue(session, out var evidence))
        {
            return evidence;
        }

        Missed = true;
        return SessionEvidence.None;
    }

    /// <summary>Those of <paramref name="sessions"/> that the file is not known to wait for.</summary>
    public IReadOnlyList<SessionKey> NotAwaited(IEnumerable<SessionKey> sessions) => [.. sessions.Where(session => !_awaited.Contains(session))];

    /// <summary>The same with newer evidence for some sessions, which the file now waits for.</summary>
    public EvidenceOfFile Awaiting(IEnumerable<(SessionKey Session, IReadOnlyList<Evidence> Evidence)> found)
    {
        var known = new Dictionary<SessionKey, SessionEvidence>(_known);
        var awaited = new HashSet<SessionKey>(_awaited);
        foreach (var (session, evidence) in found)
        {
            known[session] = new SessionEvidence(evidence);
            awaited.Add(session);
        }

        return new EvidenceOfFile(_asked, known, awaited);
    }
}
