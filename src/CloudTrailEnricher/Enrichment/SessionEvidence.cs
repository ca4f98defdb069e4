using System.Net;
using CloudTrailEnricher.Records;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Enrichment;

/// <summary>All evidence of one session, and the rules that choose from it. Each field is decided alone.</summary>
internal sealed class SessionEvidence
{
    private readonly Clue[] _signIns;
    private readonly Clue[] _siblings;

    public SessionEvidence(IEnumerable<Evidence> evidence)
    {
        var inOrder = evidence.Order(Comparer<Evidence>.Create(Evidence.InOrder)).Select(one => new Clue(one)).ToArray();
        _signIns = [.. inOrder.Where(clue => clue.Evidence.Kind == EvidenceKind.SignIn)];
        _siblings = [.. inOrder.Where(clue => clue.Evidence.Kind == EvidenceKind.BrowserSibling)];
    }

    /// <summary>Nothing is known.</summary>
    public static SessionEvidence None { get; } = new([]);

    /// <summary>Whether something is known about each of <paramref name="fields"/>, so that no record of the session waits for more.</summary>
    public bool Covers(RedactedFields fields) =>
        Covers(fields, RedactedFields.SourceIPAddress) && Covers(fields, RedactedFields.UserAgent);

    /// <summary>Decides about one field of one record.</summary>
    /// <param name="field">The redacted field.</param>
    /// <param name="eventTime">When the record's event happened.</param>
    /// <param name="ownAddress">The record's own address where it is not redacted: evidence with the same address is preferred.</param>
    public Verdict Choose(RedactedFields field, CloudTrailTime eventTime, IPAddress? ownAddress)
    {
        if (ownAddress is not null)
        {
            var verdict = ChooseAmong(field, eventTime, ownAddress);
            if (verdict.Match != Match.None)
            {
                return verdict;
            }
        }

        return ChooseAmong(field, eventTime, onlyFrom: null);
    }

    private bool Covers(RedactedFields fields, RedactedFields field) =>
        (fields & field) == 0 || Array.Exists(_signIns, clue => clue.Has(field)) || Array.Exists(_siblings, clue => clue.Has(field));

    private Verdict ChooseAmong(RedactedFields field, CloudTrailTime eventTime, IPAddress? onlyFrom)
    {
        var signIn = FromSignIns(field, onlyFrom);
        return signIn.Match != Match.None ? signIn : FromSiblings(field, eventTime, onlyFrom);
    }

    /// <summary>
    /// One sign-in, or several that agree. Two people can share a role, a session name and a second: sign-ins that disagree are ambiguous.
    /// </summary>
    private Verdict FromSignIns(RedactedFields field, IPAddress? onlyFrom)
    {
        Clue? first = null;
        foreach (var clue in _signIns)
        {
            if (!clue.Has(field) || !IsFrom(clue, onlyFrom))
            {
                continue;
            }

            first ??= clue;
            if (!first.AgreesWith(clue, field))
            {
                return new Verdict(Match.Ambiguous, null);
            }
        }

        return first is null ? default : new Verdict(Match.SignIn, first);
    }

    /// <summary>The sibling nearest in time; equally near ones that disagree are ambiguous.</summary>
    private Verdict FromSiblings(RedactedFields field, CloudTrailTime eventTime, IPAddress? onlyFrom)
    {
        Clue? nearest = null;
        var distance = long.MaxValue;
        var agree = true;
        foreach (var clue in _siblings)
        {
            var itsDistance = clue.Evidence.EventTime.DistanceTo(eventTime);
            if (!clue.Has(field) || !IsFrom(clue, onlyFrom) || itsDistance > distance)
            {
                continue;
            }

            if (itsDistance < distance)
            {
                (nearest, distance, agree) = (clue, itsDistance, true);
            }
            else
            {
                agree &= clue.AgreesWith(nearest!, field);
            }
        }

        return nearest is null ? default : agree ? new Verdict(Match.BrowserSibling, nearest) : new Verdict(Match.Ambiguous, null);
    }

    private static bool IsFrom(Clue clue, IPAddress? onlyFrom) => onlyFrom is null || onlyFrom.Equals(clue.Address);
}
