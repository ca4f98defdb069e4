namespace CloudTrailEnricher.Rules;

/// <summary>What was decided about one redacted field. The default value is that of a field that is not redacted.</summary>
internal readonly record struct Decision
{
    private Decision(Match match, Reason reason)
    {
        Match = match;
        Reason = reason;
    }

    /// <summary>How the field was decided.</summary>
    public Match Match { get; }

    /// <summary>Why nothing was recovered; <see cref="Reason.None"/> where a value was.</summary>
    public Reason Reason { get; }

    /// <summary>The sighting that the value is taken from; null where nothing is recovered.</summary>
    public Sighting? Source { get; private init; }

    /// <summary>For an ambiguous field, the sightings of the values that it may have, the likeliest first; otherwise null.</summary>
    public IReadOnlyList<Sighting>? Candidates { get; private init; }

    /// <summary>Whether the value is the session's only known agent though the record's own address is in none of its evidence.</summary>
    public bool AddressDiffers { get; init; }

    /// <summary>Whether the field got its value back.</summary>
    public bool IsRecovered => Source is not null;

    /// <summary>A value is recovered.</summary>
    public static Decision Recovered(Sighting source) =>
        new(source.IsSignIn ? Match.SignIn : Match.BrowserSibling, Reason.None) { Source = source };

    /// <summary>Evidence disagrees.</summary>
    public static Decision Ambiguous(Reason reason, IReadOnlyList<Sighting> candidates) =>
        new(Match.Ambiguous, reason) { Candidates = candidates };

    /// <summary>No evidence has a value for the field.</summary>
    public static Decision Unknown(Reason reason) => new(Match.None, reason);

    /// <summary>Whether two decisions read the same in an enriched record.</summary>
    public bool ReadsLike(Decision other) =>
        Match == other.Match
        && AddressDiffers == other.AddressDiffers
        && Source?.Event == other.Source?.Event
        && (Candidates ?? []).SequenceEqual(other.Candidates ?? []);
}
