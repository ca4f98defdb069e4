using System.Text.RegularExpressions;

namespace CloudTrailEnricher.Tests.Oracle;

/// <summary>The rule of <c>docs/decisions.md</c> about records that agents caused, plainly.</summary>
internal static partial class PlainAgents
{
    private const string McpServer = "aws-mcp.amazonaws.com";

    /// <summary>Services that the random records name otherwise than their event source does.</summary>
    private static readonly Dictionary<string, string> OtherNames = new() { ["cloudwatch"] = "monitoring" };

    /// <summary>All claims in some documents, by account and request id.</summary>
    public static ILookup<(string, string), PlainClaim> ClaimsIn(IEnumerable<JsonTree> documents) => documents
        .SelectMany(document => ((JsonTree.Array)((JsonTree.Object)document)["Records"]!).Elements)
        .OfType<JsonTree.Object>()
        .SelectMany(Claims)
        .ToLookup(claim => claim.Request);

    /// <summary>The members of the record's <c>enrichment</c>, but for the version; null where nothing is asked of the record.</summary>
    public static List<(string, JsonTree)>? Decide(JsonTree.Object record, ILookup<(string, string), PlainClaim> claims)
    {
        var identity = record["userIdentity"];
        if (identity?.Member("invokedBy")?.String != McpServer
            || record["enrichment"] is not null
            || PlainRecord.Present(identity.Member("invokedByDelegate"))
            || identity.Member("arn")?.String is not { } arn
            || !PlainRecord.IsArn(arn)
            || Request(Account(record, arn), record["requestID"]?.String) is not { } request)
        {
            return null;
        }

        // Calls that say the same are one, the earliest. Of calls that differ, the two earliest are named.
        var differing = claims[request].GroupBy(claim => claim.Said).Select(same => InOrder(same).First());
        return InOrder(differing).Take(2).ToArray() switch
        {
            [] => None("noAgentRecord"),
            [var one] when Fits(record, one) => Found(one),
            [_] => None("agentRecordDiffers"),
            var both => Members(
                "ambiguous",
                ("reason", PlainEnricher.Text("requestDisputed")),
                ("candidates", new JsonTree.Array([.. both.Select(Candidate)]))),
        };
    }

    private static List<(string, JsonTree)> None(string reason) => Members("none", ("reason", PlainEnricher.Text(reason)));

    private static List<(string, JsonTree)> Found(PlainClaim claim)
    {
        var agent = Values(claim);
        if (claim.Said.Tool is { } tool)
        {
            agent.Add(("tool", PlainEnricher.Text(tool)));
        }

        agent.Add(("eventID", PlainEnricher.Text(claim.Id)));
        return Members("mcpCall", ("evidence", claim.Event), ("agent", new JsonTree.Object(agent)));
    }

    private static JsonTree.Object Candidate(PlainClaim claim) => new([.. Values(claim), ("evidence", claim.Event)]);

    private static List<(string, JsonTree)> Members(string match, params (string, JsonTree)[] more) =>
        [("recovered", new JsonTree.Array([])), ("match", PlainEnricher.Text(match)), .. more];

    private static List<(string, JsonTree)> Values(PlainClaim claim)
    {
        var values = new List<(string, JsonTree)>();
        if (claim.Said.Address is { } address)
        {
            values.Add(("sourceIPAddress", PlainEnricher.Text(address)));
        }

        if (claim.Said.Agent is { } agent)
        {
            values.Add(("userAgent", PlainEnricher.Text(agent)));
        }

        return values;
    }

    private static bool Fits(JsonTree.Object record, PlainClaim claim)
    {
        var (api, region) = (claim.Said.Api.Split(':', 2), claim.Said.Region);
        return api.Length == 2
            && region == record["awsRegion"]?.String
            && record["eventSource"]?.String?.Split('.')[0] is { } service
            && record["eventName"]?.String is { } name
            && (service.Equals(api[0], StringComparison.OrdinalIgnoreCase)
                || service.Equals(OtherNames.GetValueOrDefault(api[0]), StringComparison.OrdinalIgnoreCase))
            && Version().Replace(name, "").Equals(Version().Replace(api[1], ""), StringComparison.OrdinalIgnoreCase);
    }

    private static IEnumerable<PlainClaim> Claims(JsonTree.Object record)
    {
        var identity = record["userIdentity"];
        var (name, id, time) = (record["eventName"]?.String, record["eventID"]?.String, PlainRecord.Time(record["eventTime"]?.String));
        if (record["eventSource"]?.String != McpServer
            || record["eventType"]?.String != "AwsMcpEvent"
            || PlainRecord.Present(identity?.Member("invokedByDelegate"))
            || name is null || string.IsNullOrEmpty(id) || time is null
            || identity?.Member("arn")?.String is not { } arn
            || !PlainRecord.IsArn(arn)
            || record["additionalEventData"]?.Member("downstreamRequests") is not JsonTree.Array requests)
        {
            yield break;
        }

        foreach (var one in requests.Elements.OfType<JsonTree.Object>())
        {
            if (Request(Account(record, arn), one["requestId"]?.String) is { } request
                && one["apiName"]?.String is { } api
                && one["awsRegion"]?.String is { } region)
            {
                var tool = record["requestParameters"]?.Member("params")?.Member("name")?.String;
                var said = new PlainSaying(
                    PlainRecord.Person(record["sourceIPAddress"]?.String),
                    PlainRecord.KnownAgent(record["userAgent"]?.String),
                    api,
                    region,
                    string.IsNullOrEmpty(tool) ? null : tool,
                    arn);
                yield return new PlainClaim(request, said, name, id, time.Value, record["awsRegion"]?.String ?? "");
            }
        }
    }

    private static (string, string)? Request(string? account, string? id) =>
        account is not null && AccountId().IsMatch(account) && !string.IsNullOrEmpty(id) ? (account, id) : null;

    private static string? Account(JsonTree.Object record, string arn) => PlainRecord.Present(record["recipientAccountId"])
        ? record["recipientAccountId"]!.String
        : arn.Split(':').ElementAtOrDefault(4);

    private static IOrderedEnumerable<PlainClaim> InOrder(IEnumerable<PlainClaim> claims) => claims
        .OrderBy(claim => claim.Time)
        .ThenBy(claim => claim.Id, StringComparer.Ordinal)
        .ThenBy(claim => claim.Name, StringComparer.Ordinal)
        .ThenBy(claim => claim.Region, StringComparer.Ordinal)
        .ThenBy(claim => claim.Said.Address, StringComparer.Ordinal)
        .ThenBy(claim => claim.Said.Agent, StringComparer.Ordinal)
        .ThenBy(claim => claim.Said.Api, StringComparer.Ordinal)
        .ThenBy(claim => claim.Said.Region, StringComparer.Ordinal)
        .ThenBy(claim => claim.Said.Tool, StringComparer.Ordinal)
        .ThenBy(claim => claim.Said.Arn, StringComparer.Ordinal);

    [GeneratedRegex(@"([0-9]{8}|[0-9]{4}_[0-9]{2}_[0-9]{2})?([vV][0-9]+)?\z")]
    private static partial Regex Version();

    [GeneratedRegex(@"^[0-9]{12}\z")]
    private static partial Regex AccountId();
}

/// <summary>What an agent's record says of one request.</summary>
internal sealed record PlainSaying(string? Address, string? Agent, string Api, string Region, string? Tool, string Arn);

/// <summary>What an agent's record says of one request, and the event that says it.</summary>
internal sealed record PlainClaim(
    (string Account, string Id) Request, PlainSaying Said, string Name, string Id, DateTime Time, string Region)
{
    /// <summary>The event as an enriched record names it.</summary>
    public JsonTree.Object Event => PlainEnricher.Event(Name, Id, Time, Region);
}
