using System.Text.Json;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Tests.Agents;
using CloudTrailEnricher.Tests.Oracle;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Documentation;

/// <summary>The published schema of <c>enrichment</c> against what the program writes.</summary>
public sealed class SchemaTests
{
    private static readonly JsonElement Document = Parse(System.IO.File.ReadAllText(Repository.Path("docs", "enrichment.schema.json")));

    /// <summary>What is written must be described, though readers must expect more.</summary>
    private static readonly JsonSchema Schema = new(Document, strict: true);

    public static TheoryData<string, string> EveryKind => new()
    {
        { "signIn", File(Redacted(), SwitchRole()) },
        { "browserSibling", File(Redacted(), Sibling("2022-03-17T01:32:00Z")) },
        { "ambiguous", File(Redacted(), SwitchRole(), SwitchRole(address: "203.0.113.9", agent: "x", eventId: "s-2")) },
        { "none", File(Redacted()) },
        { "none", File(Redacted(address: "192.0.2.1")) },
        { "ambiguous", File(Redacted(), SwitchRole(), SwitchRole(address: "203.0.113.9", eventId: "s-2")) },
        { "browserSibling", File(Redacted(), SwitchRole(agent: "AWS Internal"), Sibling("2022-03-17T01:32:00Z")) },
        { "mcpCall", File(AgentSamples.Caused(), AgentSamples.Call(AgentSamples.Request())) },
        { "none", File(AgentSamples.Caused()) },
        { "none", File(AgentSamples.Caused(region: "eu-west-1"), AgentSamples.Call(AgentSamples.Request())) },
        { "ambiguous", File(
            AgentSamples.Caused(), AgentSamples.Call(AgentSamples.Request()), AgentSamples.Call(AgentSamples.Request(), "m-2", tool: "t")) },
        { "signIn", File(
            Redacted(address: "192.0.2.1"),
            SwitchRole(more: ",\"additionalEventData\":{\"SwitchFrom\":\"arn:aws:iam::123456789012:user/a\"}")) },
    };

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void What_is_written_of_a_record_fits_the_schema(string match, string file)
    {
        var enrichment = Enrichment(Enrich(file).Text);
        Assert.Equal(match, enrichment.GetProperty("match").GetString());
        Assert.Empty(Schema.Check(enrichment));
    }

    [Fact]
    public async Task Every_enriched_sample_fits_the_schema()
    {
        using var samples = await EnrichedSamples.MakeAsync(TestContext.Current.CancellationToken);
        var enrichments = samples.Enriched.Select(one => one.Record["enrichment"]).OfType<System.Text.Json.Nodes.JsonNode>().ToArray();
        Assert.Equal(15, enrichments.Length);
        Assert.All(enrichments, enrichment => Assert.Empty(Schema.Check(Parse(enrichment.ToJsonString()))));
    }

    [Fact]
    public void Enrichments_of_random_sessions_match_the_schema()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var files = RandomSession.Files(seed);
            foreach (var record in files.SelectMany((file, at) => Records(Enrich(file, [.. files.Where((_, other) => other != at)]).Text)))
            {
                if (record.TryGetProperty("enrichment", out var enrichment))
                {
                    Assert.Empty(Schema.Check(enrichment));
                }
            }
        }
    }

    [Theory]
    [InlineData("""{"recovered":[],"match":"none"}""", "$.version is missing")]
    [InlineData(
        """{"recovered":[],"match":"guessed","version":"1"}""",
        "$.match is guessed, none of [\"signIn\", \"browserSibling\", \"mcpCall\", \"ambiguous\", \"none\"]")]
    [InlineData(
        """{"recovered":["eventTime"],"match":"none","version":"1"}""",
        "$.recovered[0] is eventTime, none of [\"sourceIPAddress\", \"userAgent\"]")]
    [InlineData("""{"recovered":[],"match":"none","version":"1","sessionAddresses":1}""", "$.sessionAddresses is below 2")]
    [InlineData("""{"recovered":[],"match":"none","version":"1","more":1}""", "$.more is not described")]
    public void The_schema_refuses_what_is_never_written(string enrichment, string reason) =>
        Assert.Equal([reason], Schema.Check(Parse(enrichment)));

    [Fact]
    public void Readers_that_go_by_the_schema_accept_members_of_later_versions() =>
        Assert.Empty(new JsonSchema(Document).Check(Parse("""{"recovered":[],"match":"none","version":"1.1.0","more":1}""")));

    [Fact]
    public void The_schema_lists_every_rule() =>
        Assert.Equal(
            Enum.GetValues<Match>().Select(MatchNames.Name).Order(),
            Parse(System.IO.File.ReadAllText(Repository.Path("docs", "enrichment.schema.json")))
                .GetProperty("$defs")
                .GetProperty("match")
                .GetProperty("enum")
                .EnumerateArray()
                .Select(name => name.GetString())
                .Order());

    private static JsonElement.ArrayEnumerator Records(string file) => Parse(file).GetProperty("Records").EnumerateArray();

    private static JsonElement Enrichment(string file) => Parse(file).GetProperty("Records")[0].GetProperty("enrichment");

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
