using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>One console session with redacted records.</summary>
/// <param name="Key">The session.</param>
/// <param name="Evidence">What is known about it, by time.</param>
/// <param name="Counts">What was counted of its redacted events.</param>
internal sealed record SessionResult(SessionKey Key, IReadOnlyList<Evidence> Evidence, SessionCounts Counts)
{
    private IReadOnlyList<string>? _seenFrom;

    /// <summary>Its redacted events.</summary>
    public long EventCount => Counts.Totals.Redacted;

    /// <summary>Events of which every redacted field was recovered.</summary>
    public long Recovered => Counts.Totals.Recovered;

    /// <summary>Events that stay redacted in at least one field.</summary>
    public long StillRedacted => Counts.Totals.StillRedacted;

    /// <summary>Every address that the session's evidence or its events have.</summary>
    public IReadOnlyList<string> SeenFrom =>
        _seenFrom ??= [.. Evidence.Select(one => one.SourceIPAddress).OfType<string>().Concat(Counts.Addresses.Values).Distinct()];

    /// <summary>What matters to a reader comes first: events that stay redacted, then several addresses, then many events.</summary>
    public static Comparer<SessionResult> ByWeight { get; } = Comparer<SessionResult>.Create((one, other) =>
        other.StillRedacted.CompareTo(one.StillRedacted) is not 0 and var byOpen ? byOpen
        : (other.SeenFrom.Count > 1).CompareTo(one.SeenFrom.Count > 1) is not 0 and var byAddresses ? byAddresses
        : other.EventCount.CompareTo(one.EventCount) is not 0 and var byEvents ? byEvents
        : one.Key.CreationDate.CompareTo(other.Key.CreationDate) is not 0 and var byTime ? byTime
        : string.CompareOrdinal(one.Key.PrincipalArn, other.Key.PrincipalArn));
}
