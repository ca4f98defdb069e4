namespace CloudTrailEnricher.Tests.Oracle;

/// <summary>The records of agents.</summary>
internal sealed partial class RandomDocument
{
    private const string McpServer = "aws-mcp.amazonaws.com";
    private static readonly string[] Services =
    [
        "sts.amazonaws.com", "sts.amazonaws.com", "sts.amazonaws.com", "sts.amazonaws.com", "monitoring.amazonaws.com",
    ];
    private static readonly string[] ApiEvents =
    [
        "GetCallerIdentity", "GetCallerIdentity", "GetCallerIdentity", "getcalleridentity20150331v2", "ListObjects", "Get",
    ];
    private static readonly string[] ApiNames =
    [
        "sts:GetCallerIdentity", "sts:GetCallerIdentity", "STS:GetCallerIdentity", "sts:GetCallerIdentity", "cloudwatch:ListObjectsV2",
        "Get", "sts:Get",
    ];

    private static readonly string[] Regions = ["eu-west-1", "eu-west-1", "eu-west-1", "eu-west-1", "us-east-1"];
    private static readonly string[] RequestIds = ["r-1", "r-2", "r-3", "r-4", ""];
    private static readonly string[] Accounts = ["123456789012", "123456789012", "123456789012", "111122223333", "x"];

    /// <summary>An agent's call, or a record that one caused; few requests, so that calls meet records and each other.</summary>
    private void AgentRecord()
    {
        var isCall = Chance(0.5);
        var members = new List<(string, Action)>();
        void Add(string member, double chance, Action value)
        {
            while (Chance(chance))
            {
                members.Add((member, value));
                chance = 0.03;
            }
        }

        Add("userIdentity", 0.97, () => AgentIdentity(isCall));
        Add("eventTime", 0.97, () => Text(Pick(EventTimes)));
        Add("eventSource", 0.97, () => Text(isCall && Chance(0.9) ? McpServer : Pick(Services)));
        Add("eventName", 0.97, () => Text(Pick(ApiEvents)));
        Add("eventType", 0.97, () => Text(isCall && Chance(0.9) ? "AwsMcpEvent" : "AwsApiCall"));
        Add("eventID", 0.97, () => Text("id-" + Number(4)));
        Add("awsRegion", 0.97, () => Text(Pick(Regions)));
        Add("sourceIPAddress", 0.97, () => TextOrOther(isCall ? Pick(Addresses) : Pick([McpServer, McpServer, "AWS Internal"])));
        Add("userAgent", 0.97, () => TextOrOther(isCall ? Pick(Agents) : McpServer));
        Add("requestID", isCall ? 0.3 : 0.97, () => TextOrOther(Pick(RequestIds)));
        Add("recipientAccountId", 0.7, () => TextOrOther(Pick(Accounts)));
        Add("requestParameters", 0.6, () => Object([("params", () => Object([("name", () => TextOrOther(Pick(["t1", "t1", "t1", ""])))]))]));
        Add("additionalEventData", isCall ? 0.97 : 0.1, () => Object([("downstreamRequests", Requests)]));
        Add("enrichment", 0.02, () => Value(2));
        Add("x", 0.3, () => Value(4));
        Shuffle(members);
        Object(members);
    }

    private void AgentIdentity(bool isCall)
    {
        var members = new List<(string, Action)> { ("arn", () => TextOrOther(Pick(Arns))) };
        if (!isCall || Chance(0.05))
        {
            members.Add(("invokedBy", () => TextOrOther(Pick([McpServer, McpServer, McpServer, McpServer, "s3.amazonaws.com"]))));
        }

        if (Chance(0.04))
        {
            members.Add(("invokedByDelegate", () => Raw(Pick(["{}", "null"]))));
        }

        Shuffle(members);
        Object(members);
    }

    private void Requests()
    {
        if (Chance(0.05))
        {
            Value(2);
            return;
        }

        List(Number(4), () =>
        {
            var members = new List<(string, Action)>
            {
                ("apiName", () => TextOrOther(Pick(ApiNames))),
                ("requestId", () => TextOrOther(Pick(RequestIds))),
                ("awsRegion", () => TextOrOther(Pick(Regions))),
            };
            Shuffle(members);
            Object(Chance(0.05) ? members[1..] : members);
        });
    }
}
