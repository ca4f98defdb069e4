namespace CloudTrailEnricher.Rules;

/// <summary>How a redacted field was decided. In enriched records: <c>enrichment.match</c>.</summary>
public enum Match
{
    /// <summary>No evidence has a value for the field; it stays redacted.</summary>
    None,

    /// <summary>Evidence disagrees; the field stays redacted.</summary>
    Ambiguous,

    /// <summary>Only browser calls of the session have the value.</summary>
    BrowserSibling,

    /// <summary>A sign-in of the session has the value.</summary>
    SignIn,

    /// <summary>An agent's call through AWS's MCP server made the request: the record's fields name the server, and stay so.</summary>
    McpCall,
}

/// <summary>The spelling of <see cref="Match"/> in enriched records.</summary>
public static class MatchNames
{
    /// <summary><c>none</c>, <c>ambiguous</c>, <c>browserSibling</c>, <c>signIn</c> or <c>mcpCall</c>.</summary>
    public static string Name(this Match match) => match switch
    {
        Match.SignIn => "signIn",
        Match.BrowserSibling => "browserSibling",
        Match.McpCall => "mcpCall",
        Match.Ambiguous => "ambiguous",
        _ => "none",
    };
}
