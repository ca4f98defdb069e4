using System.Text.Json;
using CloudTrailEnricher.Replay;
using CloudTrailEnricher.Replay.Explain;
using CloudTrailEnricher.Tests.Replay;
using static CloudTrailEnricher.Tests.Agents.AgentSamples;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Agents;

/// <summary>The command line over files with calls of agents.</summary>
public sealed class AgentReplayTests : IDisposable
{
    private static readonly JsonSerializerOptions Readable =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task The_totals_tell_what_became_of_the_records_and_of_the_requests()
    {
        _place.WriteGzip(
            "logs/api.json.gz",
            File(Caused(), Caused("r-2"), Caused("r-3"), Caused("r-4", region: "eu-west-1"), Caused(more: ",\"requestID\":null"), Redacted()));
        _place.WriteGzip(
            "logs/agents.json.gz",
            File(
                Call(string.Join(',', Request(), Request("r-3"), Request("r-4"), Request("r-5"))),
                Call(Request("r-3"), "m-2", address: "192.0.2.9")));

        var result = await _place.ReplayAsync("logs");

        Assert.Equal(
            """{"records":5,"mcpCall":1,"noAgentRecord":1,"agentRecordDiffers":1,"requestDisputed":1,"noRequest":1,"requestsWithoutRecord":1}""",
            JsonSerializer.Serialize(result.Json.GetProperty("totals").GetProperty("agents")));
        Assert.Equal((2, 1, 1, 0, 0), result.Counts);
        Assert.Equal(0, result.Total("lookAlikes"));
        Assert.Equal(["e-1"], result.Json.GetProperty("stillRedacted").EnumerateArray().Select(one => one.GetProperty("eventID").GetString()));
    }

    [Fact]
    public async Task The_table_has_a_line_for_agents_where_there_are_some()
    {
        _place.WriteGzip("logs/api.json.gz", File(Caused(), Caused("r-2")));
        _place.WriteGzip("logs/agents.json.gz", File(Call($"{Request()},{Request("r-5")}")));
        var output = new StringWriter();
        await ReplayCommand.RunAsync(
            _place.Options("out", "logs") with { Format = OutputFormat.Table }, TextReader.Null, output, TestContext.Current.CancellationToken);

        var lines = output.ToString().Split('\n').Select(line => string.Join(' ', line.Split([' ', '│'], StringSplitOptions.RemoveEmptyEntries).Select(part => part.Trim())));
        Assert.Contains("Records of agents 2 1 with the agent's call + 1 in no agent's record", lines);
        Assert.Contains("Requests of agents 1 without a record", lines);
    }

    [Fact]
    public async Task RewriteMcp_is_an_option_of_the_command_line()
    {
        _place.Write("logs/a.json", File(Caused(), Call(Request())));

        Assert.Equal(0, await CommandLine.RunAsync([_place.PathOf("logs"), "--out", _place.PathOf("out"), "--rewrite-mcp", "--format", "json"]));

        Assert.StartsWith(
            File(With(Caused(address: CallerAddress, agent: CallerAgent), Found(recovered: "\"sourceIPAddress\",\"userAgent\"")))[..^2],
            _place.Text("out/enriched/a.json"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agents_calls_of_an_earlier_run_are_found_in_the_evidence_file()
    {
        _place.Write("monday/a.json", File(Call($"{Request()},{Request("r-2")}"), Call(Request("r-2"), "m-2", tool: "aws___call_aws")));
        _place.Write("tuesday/b.json", File(Caused(), Caused("r-2")));
        var index = _place.PathOf("evidence.gz");
        Assert.True((await Workplace.ReplayAsync(_place.Options("out", "monday") with { IndexFile = index })).Success);

        Assert.True((await Workplace.ReplayAsync(_place.Options("other", "tuesday") with { IndexFile = index })).Success);

        Assert.Equal(
            Enrich(File(Caused(), Caused("r-2")), _place.Text("monday/a.json")).Text, _place.Text("other/enriched/b.json"));
        Assert.Contains("requestDisputed", _place.Text("other/enriched/b.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_an_agent_caused_is_explained_by_the_agents_record()
    {
        _place.Write("api.json", File(Caused()));
        _place.Write("agents.json", File(Call(Request())));

        var result = await ExplainAsync("a-1");

        Assert.Equal(
            """[{"field":"agent","match":"mcpCall","why":"made by an agent: CallReadWriteTool at 2026-09-01T09:00:02Z in us-east-1 names this request","evidenceID":"m-1"}]""",
            Json(result.GetProperty("events")[0].GetProperty("decisions")));
        Assert.Equal(Found(), Json(result.GetProperty("events")[0].GetProperty("after").GetProperty("enrichment")));
        Assert.Equal(
            $$"""[{"request":"123456789012#r-1","evidence":[{"kind":"agentCall","eventName":"CallReadWriteTool","eventID":"m-1","eventTime":"2026-09-01T09:00:02Z","awsRegion":"us-east-1","sourceIPAddress":"{{CallerAddress}}","userAgent":"{{CallerAgent}}","decides":true,"files":["agents.json"]}]}]""",
            Json(result.GetProperty("sessions")));
    }

    [Fact]
    public async Task An_event_that_no_agents_record_names_says_what_to_look_for()
    {
        _place.Write("api.json", File(Caused()));

        var decision = (await ExplainAsync("a-1")).GetProperty("events")[0].GetProperty("decisions")[0];

        Assert.Equal("noAgentRecord", decision.GetProperty("reason").GetString());
        Assert.Equal(
            "no agent's record names this request; look for events of aws-mcp.amazonaws.com in any region of account 123456789012, some "
            + "minutes after the event: where they are data events, the trail must be told to record them",
            decision.GetProperty("why").GetString());
    }

    [Fact]
    public async Task A_principal_is_explained_with_the_events_of_its_agents()
    {
        _place.Write("api.json", File(Caused(), Caused("r-2", eventId: "a-2")));
        _place.Write("agents.json", File(Call(Request())));
        var output = new StringWriter();
        Assert.True(
            await ExplainCommand.RunAsync(
                new ExplainOptions(Arn, [_place.Root], OutputFormat.Table), TextReader.Null, output, TestContext.Current.CancellationToken));

        Assert.Contains("agent: mcpCall", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("agent: none", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Evidence of request r-1", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("sts:GetCallerIdentity in us-east-1", output.ToString(), StringComparison.Ordinal);
    }

    private static string Json(JsonElement element) => JsonSerializer.Serialize(element, Readable);

    private async Task<JsonElement> ExplainAsync(string subject)
    {
        var output = new StringWriter();
        Assert.True(
            await ExplainCommand.RunAsync(
                new ExplainOptions(subject, [_place.Root], OutputFormat.Json), TextReader.Null, output, TestContext.Current.CancellationToken));
        return JsonDocument.Parse(output.ToString()).RootElement;
    }
}
