namespace CloudTrailEnricher.Sessions;

/// <summary>What the record of an agent's call says about one request that the call made.</summary>
/// <param name="PrincipalArn">The agent's principal.</param>
/// <param name="ApiName">The API, as the record names it: <c>sts:GetCallerIdentity</c>.</param>
/// <param name="AwsRegion">The region of the request.</param>
/// <param name="Tool">The tool that the agent called, such as <c>aws___run_script</c>; null where the record names none.</param>
public sealed record AgentClaim(string PrincipalArn, string ApiName, string AwsRegion, string? Tool)
{
    /// <summary>All of it, for comparisons.</summary>
    public override string ToString() => string.Join('\n', ApiName, AwsRegion, Tool, PrincipalArn);
}

/// <summary>
/// Merges evidence of one request. Calls that say the same count as one, the earliest; of calls that differ, the two earliest are kept,
/// which is enough to know that the request is disputed. In whatever order and however often claims are merged, the result is the same:
/// a claim is left out only where two others are earlier, and those never become later.
/// </summary>
internal static class AgentClaims
{
    private const int MostKept = 2;

    /// <summary>All claims of two items as one item.</summary>
    public static Evidence Merge(Evidence one, Evidence other)
    {
        Evidence[] kept =
        [
            .. Apart(one).Concat(Apart(other))
                .GroupBy(claim => (claim.SourceIPAddress, claim.UserAgent, claim.Claim))
                .Select(same => same.MinBy(claim => claim.First)!)
                .OrderBy(claim => claim.First)
                .ThenBy(claim => claim.SourceIPAddress, StringComparer.Ordinal)
                .ThenBy(claim => claim.UserAgent, StringComparer.Ordinal)
                .ThenBy(claim => claim.Claim!.ToString(), StringComparer.Ordinal)
                .Take(MostKept),
        ];
        return kept[0] with { Rival = kept.Length > 1 ? kept[1] : null };
    }

    /// <summary>The claims of an item, one by one.</summary>
    public static IReadOnlyList<Evidence> Apart(Evidence evidence) =>
        evidence.Rival is { } rival ? [evidence with { Rival = null }, rival] : [evidence];
}
