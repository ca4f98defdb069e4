using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Rules;
using static CloudTrailEnricher.Tests.Agents.AgentSamples;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Agents;

/// <summary>What becomes of the records that agents caused.</summary>
public sealed class AgentRecordTests
{
    [Fact]
    public void A_record_names_the_agent_that_caused_it_and_keeps_its_fields()
    {
        var (copy, counts) = Enrich(File(Caused()), File(Call(Request())));

        Assert.Equal(File(With(Caused(), Found())), copy);
        Assert.Equal(new EnrichmentCounts { Records = 1, AgentRecords = 1, AgentCallsFound = 1 }, counts);
    }

    [Fact]
    public void Account_request_region_and_API_decide_each_alone()
    {
        var calls = File(Call(Request()));
        (string Record, string Enrichment)[] expected =
        [
            (Caused(), Found()),
            (Caused(request: "r-2"), NotFound("noAgentRecord")),
            (Caused(request: "R-1"), NotFound("noAgentRecord")),
            (Caused(account: "111122223333"), NotFound("noAgentRecord")),
            (Caused(region: "us-east-2"), NotFound("agentRecordDiffers")),
            (Caused(name: "GetSessionToken"), NotFound("agentRecordDiffers")),
            (Caused(service: "iam.amazonaws.com"), NotFound("agentRecordDiffers")),
        ];

        Assert.All(expected, one => Assert.Equal(File(With(one.Record, one.Enrichment)), Enrich(File(one.Record), calls).Text));
        var (_, counts) = Enrich(File([.. expected.Select(one => one.Record)]), calls);
        Assert.Equal(
            new EnrichmentCounts { Records = 7, AgentRecords = 7, AgentCallsFound = 1, AgentCallsMissing = 3, AgentCallsNotFitting = 3 },
            counts);
    }

    [Theory]
    [InlineData("kms.amazonaws.com", "")]
    [InlineData("aws-mcp.amazonaws.com", ",\"enrichment\":null")]
    [InlineData("aws-mcp.amazonaws.com", ",\"requestID\":null")]
    [InlineData("aws-mcp.amazonaws.com", ",\"userIdentity\":{\"invokedBy\":\"aws-mcp.amazonaws.com\"}")]
    [InlineData("aws-mcp.amazonaws.com", ",\"userIdentity\":{\"arn\":\"arn:aws:iam::123456789012:root\",\"invokedBy\":\"aws-mcp.amazonaws.com\",\"invokedByDelegate\":{}}")]
    public void Records_that_ask_nothing_stay_as_they_are(string invokedBy, string more)
    {
        var file = File(Caused(invokedBy: invokedBy, more: more));

        Assert.Equal(file, Enrich(file, File(Call(Request()))).Text);
    }

    [Fact]
    public void A_request_that_two_calls_claim_differently_is_ambiguous_and_names_both()
    {
        var (copy, counts) = Enrich(
            File(Caused()), File(Call(Request())), File(Call(Request(), "m-2", time: "2026-09-01T09:00:05Z", address: "192.0.2.9")));

        const string Candidates =
            $$$"""[{"sourceIPAddress":"{{{CallerAddress}}}","userAgent":"{{{CallerAgent}}}","evidence":{"eventName":"CallReadWriteTool","eventID":"m-1","eventTime":"2026-09-01T09:00:02Z","awsRegion":"us-east-1"}},{"sourceIPAddress":"192.0.2.9","userAgent":"{{{CallerAgent}}}","evidence":{"eventName":"CallReadWriteTool","eventID":"m-2","eventTime":"2026-09-01T09:00:05Z","awsRegion":"us-east-1"}}]""";
        Assert.Equal(
            File(With(Caused(), $$"""{"recovered":[],"match":"ambiguous","reason":"requestDisputed","candidates":{{Candidates}},"version":"{{CopyDescription.CurrentVersion}}"}""")),
            copy);
        Assert.Equal(new EnrichmentCounts { Records = 1, AgentRecords = 1, AgentCallsDisputed = 1 }, counts);
    }

    [Fact]
    public void A_call_that_is_recorded_twice_is_one_call() =>
        Assert.Equal(
            File(With(Caused(), Found())),
            Enrich(
                File(Caused()), File(Call(Request())), File(Call(Request()), Call(Request(), "m-2", time: "2026-09-01T09:00:03Z"))).Text);

    [Fact]
    public void RewriteMcp_puts_the_agents_values_into_the_two_fields()
    {
        const string Recovered = "\"sourceIPAddress\",\"userAgent\"";
        Assert.Equal(
            File(With(Caused(address: CallerAddress, agent: CallerAgent), Found(recovered: Recovered))),
            Rewrite(Caused(), Call(Request())));
    }

    [Fact]
    public void RewriteMcp_replaces_nothing_but_the_servers_name_and_nothing_without_a_call()
    {
        var other = Caused(address: "192.0.2.1");
        Assert.Equal(
            File(With(Caused(address: "192.0.2.1", agent: CallerAgent), Found(recovered: "\"userAgent\""))),
            Rewrite(other, Call(Request())));
        Assert.Equal(File(With(Caused(), NotFound("noAgentRecord"))), Rewrite(Caused(), Call(Request("r-2"))));
    }

    [Fact]
    public void Redacted_records_and_records_of_agents_in_one_file_are_decided_side_by_side()
    {
        var (copy, counts) = Enrich(File(Redacted(), Caused(), SwitchRole()), File(Call(Request())));

        Assert.StartsWith(Enrich(File(Redacted(), SwitchRole())).Text[..^(SwitchRole().Length + 3)], copy, StringComparison.Ordinal);
        Assert.EndsWith($",{With(Caused(), Found())},{SwitchRole()}]}}", copy, StringComparison.Ordinal);
        Assert.Equal((2, 1), (counts.RecoveredBySignIn, counts.AgentCallsFound));
    }

    [Fact]
    public void Of_too_many_requests_in_one_file_the_first_are_looked_up()
    {
        var records = Enumerable.Range(0, 2_003).Select(n => Caused($"r-{n}")).ToArray();
        var (copy, counts) = Enrich(File(records), File(Call(string.Join(',', Enumerable.Range(0, 2_003).Select(n => Request($"r-{n}"))))));

        Assert.Equal((2_000, 3), (counts.AgentCallsFound, counts.AgentCallsNotFitting));
        Assert.EndsWith(With(Caused("r-2002"), NotFound("tooManyRequests")) + "]}", copy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sts:GetCallerIdentity", "sts.amazonaws.com", "GetCallerIdentity", true)]
    [InlineData("STS:getCallerIdentity", "sts.amazonaws.com.cn", "GetCallerIdentity", true)]
    [InlineData("cloudwatch:GetMetricData", "monitoring.amazonaws.com", "GetMetricData", true)]
    [InlineData("elbv2:DescribeLoadBalancers", "elasticloadbalancing.amazonaws.com", "DescribeLoadBalancers", true)]
    [InlineData("lambda:ListFunctions", "lambda.amazonaws.com", "ListFunctions20150331", true)]
    [InlineData("lambda:GetFunction", "lambda.amazonaws.com", "GetFunction20150331v2", true)]
    [InlineData("cloudfront:GetDistribution", "cloudfront.amazonaws.com", "GetDistribution2020_05_31", true)]
    [InlineData("s3:ListObjectsV2", "s3.amazonaws.com", "ListObjects", true)]
    [InlineData("sts:GetCallerIdentity", "iam.amazonaws.com", "GetCallerIdentity", false)]
    [InlineData("sts:GetCallerIdentity", "sts.amazonaws.com", "GetCallerIdentity2", false)]
    [InlineData("sts:GetCallerIdentity", "sts.amazonaws.com", null, false)]
    [InlineData("sts:GetCallerIdentity", null, "GetCallerIdentity", false)]
    [InlineData("GetCallerIdentity", "sts.amazonaws.com", "GetCallerIdentity", false)]
    [InlineData("unknown:GetCallerIdentity", "", "GetCallerIdentity", false)]
    public void Names_of_one_API_fit_though_AWS_spells_them_differently(string api, string? source, string? name, bool fit) =>
        Assert.Equal(fit, ApiNames.Fit(api, source, name));

    private static string Rewrite(string record, string call)
    {
        var index = new InMemoryEvidence();
        index.Put(Scan(File(call)).Evidence);
        var copy = new CopyMaker(new PassOptions { RewriteMcp = true }, collectOutcomes: false)
            .Make("test.json", new SourceFile(Utf8(File(record)), null, default, default), Known(Scan(File(record)), index));
        return System.Text.Encoding.UTF8.GetString(copy.Content.Span);
    }
}
