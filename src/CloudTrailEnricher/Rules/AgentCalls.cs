using System.Text.Json;
using CloudTrailEnricher.Json;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Rules;

/// <summary>
/// Which records are calls that agents made through AWS's MCP server, and which requests they name (AWS, Agent Toolkit user guide,
/// "Logging AWS MCP Server API calls"). They are management events in real records and data events in that guide: both are taken.
/// </summary>
internal static class AgentCalls
{
    /// <summary>A record has 256 KB at most, which is less than this many requests.</summary>
    private const int MostRequests = 4_000;

    /// <summary>No real name of an API, a region or a tool is longer.</summary>
    private const int MaxNameLength = 256;

    /// <summary>The evidence in a record: one item for each request that it names; none where it is no agent's call.</summary>
    /// <param name="record">The record.</param>
    /// <param name="account">The account that the record must belong to; null where that is not known or not asked.</param>
    /// <param name="maxDepth">How deep values may be nested.</param>
    /// <exception cref="JsonException">The record is not valid JSON.</exception>
    public static IEnumerable<Evidence> Find(in Record record, string? account, int maxDepth)
    {
        if (!record.EventSource.Is(record.Text, AgentRequest.Marker)
            || !record.EventType.Is(record.Text, "AwsMcpEvent"u8)
            || record.InvokedByDelegate.IsPresent
            || !EvidenceRules.TryGetEvent(record, out var source)
            || record.PrincipalArn.StringOrNull(record.Text) is not { } arn
            || !SessionKey.TryCreateAgents(arn, out var agents)
            || AgentRequest.AccountOf(record, arn) is not { } recordedIn
            || (account is not null && !(agents.Account.SequenceEqual(account) && recordedIn == account)))
        {
            return [];
        }

        var address = record.SourceIPAddress.StringOrNull(record.Text);
        var agent = UserAgent.WithoutBrackets(record.UserAgent.StringOrNull(record.Text));
        var call = new Evidence(
            default,
            EvidenceKind.AgentCall,
            source.EventName,
            source.EventId,
            source.EventTime,
            source.AwsRegion,
            SourceAddress.IsEvidence(address) ? address : null,
            UserAgent.IsKnown(agent) ? agent : null);
        return Requests(record.Text, maxDepth, call, arn, recordedIn);
    }

    private static List<Evidence> Requests(ReadOnlySpan<byte> record, int maxDepth, Evidence call, string arn, string account)
    {
        using var document = JsonDocument.Parse(record.ToArray(), new JsonDocumentOptions { MaxDepth = maxDepth });
        var found = new List<Evidence>();
        var tool = document.RootElement.Member("requestParameters")?.Member("params")?.Text("name");
        if (document.RootElement.Member("additionalEventData")?.Member("downstreamRequests") is { ValueKind: JsonValueKind.Array } requests)
        {
            foreach (var request in requests.EnumerateArray().Take(MostRequests))
            {
                if (request.Text("apiName") is { Length: <= MaxNameLength } api
                    && request.Text("awsRegion") is { Length: <= MaxNameLength } region
                    && SessionKey.TryCreateRequest(account, request.Text("requestId"), out var key))
                {
                    var claim = new AgentClaim(arn, api, region, tool is { Length: > 0 and <= MaxNameLength } ? tool : null);
                    found.Add(call with { Session = key, Claim = claim });
                }
            }
        }

        return found;
    }
}
