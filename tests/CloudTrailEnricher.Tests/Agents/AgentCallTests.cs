using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;
using static CloudTrailEnricher.Tests.Agents.AgentSamples;

namespace CloudTrailEnricher.Tests.Agents;

/// <summary>What pass 1 learns from agents' records.</summary>
public sealed class AgentCallTests
{
    private static readonly CloudTrailTime Time = CloudTrailTime.TryParse("2026-09-01T09:00:02Z", out var time) ? time : default;

    [Fact]
    public void Each_request_of_an_agents_call_is_a_piece_of_evidence()
    {
        var found = Find(Call($"{Request()},{Request("r-2", "s3:ListBuckets", "eu-west-1")}"));

        Assert.Equal(
            [Evidence("r-1", "sts:GetCallerIdentity", "us-east-1"), Evidence("r-2", "s3:ListBuckets", "eu-west-1")], found);
    }

    [Fact]
    public void A_data_event_counts_like_a_management_event() =>
        Assert.Equal(
            [Evidence("r-1", "sts:GetCallerIdentity", "us-east-1")],
            Find(Call(Request(), more: ",\"managementEvent\":false,\"eventCategory\":\"Data\"")));

    [Fact]
    public void What_is_no_address_and_no_user_agent_is_left_out() =>
        Assert.Equal(
            [Evidence("r-1", "sts:GetCallerIdentity", "us-east-1") with { SourceIPAddress = null, UserAgent = null }],
            Find(Call(Request(), address: "AWS Internal", agent: "aws-mcp.amazonaws.com")));

    [Theory]
    [InlineData("AwsApiCall", "aws-mcp.amazonaws.com", Samples.Account, "")]
    [InlineData("AwsMcpEvent", "sts.amazonaws.com", Samples.Account, "")]
    [InlineData("AwsMcpEvent", "aws-mcp.amazonaws.com", "12345678901", "")]
    [InlineData("AwsMcpEvent", "aws-mcp.amazonaws.com", "111122223333", "")]
    [InlineData("AwsMcpEvent", "aws-mcp.amazonaws.com", Samples.Account, ",\"eventTime\":\"?\"")]
    [InlineData("AwsMcpEvent", "aws-mcp.amazonaws.com", Samples.Account, ",\"additionalEventData\":{\"downstreamRequests\":{}}")]
    [InlineData("AwsMcpEvent", "aws-mcp.amazonaws.com", Samples.Account, ",\"additionalEventData\":[]")]
    public void Other_records_are_no_agents_calls(string type, string source, string account, string more) =>
        Assert.Empty(Find(Call(Request(), type: type, source: source, account: account, more: more)));

    [Theory]
    [InlineData("""{"apiName":"sts:GetCallerIdentity","awsRegion":"us-east-1"}""")]
    [InlineData("""{"apiName":"sts:GetCallerIdentity","requestId":"","awsRegion":"us-east-1"}""")]
    [InlineData("""{"apiName":"sts:GetCallerIdentity","requestId":7,"awsRegion":"us-east-1"}""")]
    [InlineData("""{"requestId":"r-9","awsRegion":"us-east-1"}""")]
    [InlineData("""{"apiName":"sts:GetCallerIdentity","requestId":"r-9"}""")]
    [InlineData("7")]
    public void A_request_that_cannot_be_read_is_passed_over_and_the_others_are_not(string unreadable) =>
        Assert.Equal([Evidence("r-1", "sts:GetCallerIdentity", "us-east-1")], Find(Call($"{unreadable},{Request()}")));

    [Fact]
    public void A_request_id_longer_than_any_real_one_is_passed_over()
    {
        Assert.Empty(Find(Call(Request(new string('x', 129)))));
        Assert.Single(Find(Call(Request(new string('x', 128)))));
    }

    [Fact]
    public void The_requests_of_a_broken_record_are_an_error_that_names_the_place()
    {
        var error = Assert.Throws<LogFileException>(() => Find(Call("}{")));
        Assert.Contains("the record that begins here is not valid JSON", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_agents_record_is_no_browser_call() =>
        Assert.All(
            Find(Call(Request(), agent: Samples.Agent, more: ",\"userIdentity\":" + Identity())),
            evidence => Assert.Equal(EvidenceKind.AgentCall, evidence.Kind));

    [Fact]
    public void Calls_that_say_the_same_count_once_with_the_earliest_and_two_that_differ_dispute_the_request()
    {
        var first = Evidence("r-1", "sts:GetCallerIdentity", "us-east-1");
        var again = first with { EventId = "m-2" };
        var other = first with { EventId = "m-0", SourceIPAddress = "192.0.2.9" };

        Assert.Equal(first, again.MergedWith(first));
        Assert.Equal(other with { Rival = first }, again.MergedWith(first).MergedWith(other));
    }

    /// <summary>Of more claims than are kept, those that are kept do not depend on the order, nor on how often each comes.</summary>
    [Fact]
    public void Claims_merge_to_the_same_in_any_order_any_number_of_times()
    {
        var claims = Enumerable.Range(0, 6)
            .Select(n => Evidence("r-1", "sts:GetCallerIdentity", "us-east-1") with { EventId = $"m-{n}", SourceIPAddress = $"192.0.2.{n % 4}" })
            .ToArray();
        var random = new Random(1);
        for (var run = 0; run < 500; run++)
        {
            Evidence[] order = [.. claims, .. claims];
            random.Shuffle(order);

            Assert.Equal(claims[0] with { Rival = claims[1] }, order.Aggregate((merged, claim) => merged.MergedWith(claim)));
        }
    }

    private static IReadOnlyList<Evidence> Find(string record) => Samples.Scan(Samples.File(record), Samples.Account).Evidence;

    private static Evidence Evidence(string request, string api, string region) => new(
        SessionKey.TryCreateRequest(Samples.Account, request, out var key) ? key : default,
        EvidenceKind.AgentCall,
        "CallReadWriteTool",
        "m-1",
        Time,
        "us-east-1",
        CallerAddress,
        CallerAgent)
    {
        Claim = new AgentClaim(Samples.Arn, api, region, Tool),
    };

    private static string Identity() =>
        $$$$"""{"arn":"{{{{Samples.Arn}}}}","sessionContext":{"attributes":{"creationDate":"{{{{Samples.Created}}}}"}}}""";
}
