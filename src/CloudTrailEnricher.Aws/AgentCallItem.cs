using Amazon.DynamoDBv2.Model;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Aws;

/// <summary>
/// The attributes of the item of one request that an agent made: what the agent's record says, and in a map, what another one says that
/// differs. The item lies in a partition of its own, <c>mcp#account#requestID</c>, under a fixed sort key, so that one call reads a
/// hundred of them.
/// </summary>
internal static class AgentCallItem
{
    /// <summary>The <c>kind</c> of these items.</summary>
    public const string Kind = "agentCall";

    /// <summary>The one sort key.</summary>
    public const string SortKey = "agentCall";

    private const string Rival = "rival";
    private const string AgentArn = "agentArn";
    private const string ApiName = "apiName";
    private const string RequestRegion = "requestRegion";
    private const string Tool = "tool";

    /// <summary>Adds the claim, and the rival's event, values and claim.</summary>
    public static void Add(Dictionary<string, AttributeValue> item, Evidence evidence)
    {
        AddClaim(item, evidence.Claim!);
        if (evidence.Rival is { } rival)
        {
            var map = new Dictionary<string, AttributeValue>();
            SessionItem.AddFirstEvent(map, rival);
            AddClaim(map, rival.Claim!);
            item[Rival] = new AttributeValue { M = map };
        }
    }

    /// <summary>Reads an item back; null where it is not as this program writes it.</summary>
    public static Evidence? Read(SessionKey request, Dictionary<string, AttributeValue> item)
    {
        if (ReadOne(request, item) is not { } evidence)
        {
            return null;
        }

        if (!item.TryGetValue(Rival, out var map))
        {
            return evidence;
        }

        return map.M is { } rival && ReadOne(request, rival) is { } other ? evidence with { Rival = other } : null;
    }

    private static Evidence? ReadOne(SessionKey request, Dictionary<string, AttributeValue> item) =>
        SessionItem.ReadFirstEvent(item) is { } first
        && SessionItem.Find(item, AgentArn) is { } arn
        && SessionItem.Find(item, ApiName) is { } api
        && SessionItem.Find(item, RequestRegion) is { } region
            ? new Evidence(
                request,
                EvidenceKind.AgentCall,
                first.EventName,
                first.EventId,
                first.EventTime,
                first.AwsRegion,
                SessionItem.Find(item, "sourceIPAddress"),
                SessionItem.Find(item, "userAgent"))
            {
                Claim = new AgentClaim(arn, api, region, SessionItem.Find(item, Tool)),
            }
            : null;

    private static void AddClaim(Dictionary<string, AttributeValue> item, AgentClaim claim)
    {
        SessionItem.Add(item, AgentArn, claim.PrincipalArn);
        SessionItem.Add(item, ApiName, claim.ApiName);
        SessionItem.Add(item, RequestRegion, claim.AwsRegion);
        SessionItem.Add(item, Tool, claim.Tool);
    }
}
