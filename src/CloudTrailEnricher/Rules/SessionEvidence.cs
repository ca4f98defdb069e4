using System.Net;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Rules;

/// <summary>All evidence of one session, and the rules that choose from it. Each field is decided alone.</summary>
internal sealed class SessionEvidence
{
    private readonly PreparedEvidence[] _signIns;
    private readonly PreparedEvidence[] _siblings;

    public SessionEvidence(IEnumerable<Evidence> evidence)
    {
        var inOrder = evidence.Order(Comparer<Evidence>.Create(Evidence.InOrder)).Select(one => new PreparedEvidence(one)).ToArray();
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
    public Decision Choose(RedactedFields field, CloudTrailTime eventTime, IPAddress? ownAddress)
    {
        if (ownAddress is not null)
        {
            var decision = ChooseAmong(field, eventTime, ownAddress);
            if (decision.Match != Match.None)
            {
                return decision;
            }
        }

        return ChooseAmong(field, eventTime, onlyFrom: null);
    }

    private bool Covers(RedactedFields fields, RedactedFields field) =>
        (fields & field) == 0 || Array.Exists(_signIns, clue => clue.Has(field)) || Array.Exists(_siblings, clue => clue.Has(field));

    private Decision ChooseAmong(RedactedFields field, CloudTrailTime eventTime, IPAddress? onlyFrom)
    {
        var signIn = FromSignIns(field, onlyFrom);
        return signIn.Match != Match.None ? signIn : FromSiblings(field, eventTime, onlyFrom);
    }

    /// <summary>
    /// One sign-in, or several that agree. Two people can share a role, a session name and a second: sign-ins that disagree are ambiguous.
    /// </summary>
    private Decision FromSignIns(RedactedFields field, IPAddress? onlyFrom)
    {
        PreparedEvidence? first = null;
        foreach (var clue in _signIns)
        {
            if (!clue.Has(field) || !IsFrom(clue, onlyFrom))
            {
                continue;
            }

            first ??= clue;
            if (!first.AgreesWith(clue, field))
            {
                return new Decision(Match.Ambiguous, null);
            }
        }

        return first is null ? default : new Decision(Match.SignIn, first);
    }

    /// <summary>The sibling nearest in time; equally near ones that disagree are ambiguous.</summary>
    private Decision FromSiblings(RedactedFields field, CloudTrailTime eventTime, IPAddress? onlyFrom)
    {
        PreparedEvidence? nearest = null;
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

        return nearest is null ? default : agree ? new Decision(Match.BrowserSibling, nearest) : new Decision(Match.Ambiguous, null);
    }

    private static bool IsFrom(PreparedEvidence clue, IPAddress? onlyFrom) => onlyFrom is null || onlyFrom.Equals(clue.Address);
}
