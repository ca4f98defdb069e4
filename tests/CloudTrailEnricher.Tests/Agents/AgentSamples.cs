using CloudTrailEnricher.Copies;

namespace CloudTrailEnricher.Tests.Agents;

/// <summary>Records of agents' calls through AWS's MCP server, and of the calls that the server makes for them.</summary>
internal static class AgentSamples
{
    public const string CallerAddress = "198.51.100.7";
    public const string CallerAgent = "python-httpx/0.28.1 mcp-proxy-for-aws/1.7.0 cursor-vscode/1.0.0";
    public const string Tool = "aws___run_script";

    /// <summary>A call that the MCP server made for an agent, as the API recorded it.</summary>
    public static string Caused(
        string request = "r-1",
        string name = "GetCallerIdentity",
        string service = "sts.amazonaws.com",
        string region = "us-east-1",
        string arn = Samples.Arn,
        string account = Samples.Account,
        string invokedBy = "aws-mcp.amazonaws.com",
        string address = "aws-mcp.amazonaws.com",
        string agent = "aws-mcp.amazonaws.com",
        string eventId = "a-1",
        string more = "") =>
        $$$$"""{"userIdentity":{"type":"AssumedRole","arn":"{{{{arn}}}}","sessionContext":{"attributes":{"creationDate":"2026-09-01T09:00:01Z"}},"invokedBy":"{{{{invokedBy}}}}"},"eventTime":"2026-09-01T09:00:01Z","eventSource":"{{{{service}}}}","eventName":"{{{{name}}}}","awsRegion":"{{{{region}}}}","sourceIPAddress":"{{{{address}}}}","userAgent":"{{{{agent}}}}","requestID":"{{{{request}}}}","eventID":"{{{{eventId}}}}","eventType":"AwsApiCall","recipientAccountId":"{{{{account}}}}"{{{{more}}}}}""";

    /// <summary>An agent's call.</summary>
    public static string Call(
        string requests,
        string eventId = "m-1",
        string time = "2026-09-01T09:00:02Z",
        string address = CallerAddress,
        string agent = CallerAgent,
        string tool = Tool,
        string arn = Samples.Arn,
        string account = Samples.Account,
        string type = "AwsMcpEvent",
        string source = "aws-mcp.amazonaws.com",
        string more = "") =>
        $$$"""{"userIdentity":{"type":"AssumedRole","arn":"{{{arn}}}"},"eventTime":"{{{time}}}","eventSource":"{{{source}}}","eventName":"CallReadWriteTool","awsRegion":"us-east-1","sourceIPAddress":"{{{address}}}","userAgent":"{{{agent}}}","requestParameters":{"method":"tools/call","params":{"name":"{{{tool}}}"}},"additionalEventData":{"downstreamRequests":[{{{requests}}}]},"eventID":"{{{eventId}}}","eventType":"{{{type}}}","recipientAccountId":"{{{account}}}"{{{more}}}}""";

    /// <summary>One request that an agent's call names.</summary>
    public static string Request(string id = "r-1", string api = "sts:GetCallerIdentity", string region = "us-east-1") =>
        $$"""{"apiName":"{{api}}","requestId":"{{id}}","awsRegion":"{{region}}"}""";

    /// <summary>The <c>enrichment</c> of a record whose agent's call is known.</summary>
    public static string Found(
        string eventId = "m-1",
        string time = "2026-09-01T09:00:02Z",
        string recovered = "",
        string address = CallerAddress,
        string agent = CallerAgent,
        string tool = Tool) =>
        $$"""{"recovered":[{{recovered}}],"match":"mcpCall","evidence":{"eventName":"CallReadWriteTool","eventID":"{{eventId}}","eventTime":"{{time}}","awsRegion":"us-east-1"},"agent":{"sourceIPAddress":"{{address}}","userAgent":"{{agent}}","tool":"{{tool}}","eventID":"{{eventId}}"},"version":"{{CopyDescription.CurrentVersion}}"}""";

    /// <summary>The <c>enrichment</c> of a record whose agent's call is not known.</summary>
    public static string NotFound(string reason) =>
        $$"""{"recovered":[],"match":"none","reason":"{{reason}}","version":"{{CopyDescription.CurrentVersion}}"}""";

    /// <summary>A record with an <c>enrichment</c> at its end.</summary>
    public static string With(string record, string enrichment) => $"{record[..^1]},\"enrichment\":{enrichment}}}";
}
