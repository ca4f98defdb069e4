namespace CloudTrailEnricher.Rules;

/// <summary>Which rule decided about a redacted field. In enriched records: <c>enrichment.match</c>.</summary>
public enum Match
{
    /// <summary>No evidence is known; the field stays redacted.</summary>
    None,

    /// <summary>Evidence disagrees; the field stays redacted.</summary>
    Ambiguous,

    /// <summary>The browser call of the session that is nearest in time.</summary>
    BrowserSibling,

    /// <summary>The session's sign-in, or several that agree.</summary>
    SignIn,
}

/// <summary>The spelling of <see cref="Match"/> in enriched records.</summary>
public static class MatchNames
{
    /// <summary><c>none</c>, <c>ambiguous</c>, <c>browserSibling</c> or <c>signIn</c>.</summary>
    public static string Name(this Match match) => match switch
    {
        Match.SignIn => "signIn",
        Match.BrowserSibling => "browserSibling",
        Match.Ambiguous => "ambiguous",
        _ => "none",
    };
}
