using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Passes;

/// <summary>The evidence for all sessions that one file asks for.</summary>
internal sealed class FileEvidence
{
    public FileEvidence(
        FileQuestions asked,
        IReadOnlyCollection<(SessionKey Session, SessionEvidence Evidence)> found,
        IReadOnlySet<SessionKey> notedBefore)
        : this(
            asked,
            found.ToDictionary(one => one.Session, one => one.Evidence),
            found.Where(one => one.Evidence.Items.Count == 0 && notedBefore.Contains(one.Session)).Select(one => one.Session).ToHashSet())
    {
    }

    private FileEvidence(
        FileQuestions asked,
        Dictionary<SessionKey, SessionEvidence> bySession,
        IReadOnlySet<SessionKey> noted)
    {
        Asked = asked;
        BySession = bySession;
        Noted = noted;
    }

    /// <summary>What the file asks for.</summary>
    public FileQuestions Asked { get; }

    /// <summary>The evidence of each session.</summary>
    public IReadOnlyDictionary<SessionKey, SessionEvidence> BySession { get; }

    /// <summary>
    /// The sessions for which the file is noted as waiting. A note from before is enough where nothing is known: it lets all evidence
    /// release the file. Where something is known, a new one says what.
    /// </summary>
    public IReadOnlySet<SessionKey> Noted { get; }

    /// <summary>The sessions for which a field is redacted that nothing is known about.</summary>
    public IReadOnlyList<SessionKey> Uncovered =>
        [.. Asked.Sessions.Where(session => !BySession[session.Key].Covers(session.Value)).Select(session => session.Key)];

    /// <summary>Those of <see cref="Uncovered"/> for which the file is not noted.</summary>
    public IReadOnlyList<SessionKey> UncoveredAndUnnoted => [.. Uncovered.Where(session => !Noted.Contains(session))];

    /// <summary>Whether nothing at all is known about any session for which the file is noted.</summary>
    public bool NothingIsKnownOfNoted => Noted.All(session => BySession[session].Items.Count == 0);

    /// <summary>How many of the sessions were seen from more than one address.</summary>
    public int SeenFromSeveralAddresses => BySession.Values.Count(session => session.Addresses > 1);

    /// <summary>What a copy decided by this evidence knows.</summary>
    public CopyKnowledge Knowledge => CopyKnowledge.Describe(BySession.Select(one => (one.Key, one.Value.Items)));

    /// <summary>The same with newer evidence for some sessions.</summary>
    public FileEvidence With(IEnumerable<(SessionKey Session, SessionEvidence Evidence)> found, bool noted)
    {
        var bySession = new Dictionary<SessionKey, SessionEvidence>(BySession);
        var waits = new HashSet<SessionKey>(Noted);
        foreach (var (session, evidence) in found)
        {
            bySession[session] = evidence;
            if (noted)
            {
                waits.Add(session);
            }
        }

        return new FileEvidence(Asked, bySession, waits);
    }
}
