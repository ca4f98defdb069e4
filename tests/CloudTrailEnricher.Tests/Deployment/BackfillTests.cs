using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>The state machine that runs both passes over the past.</summary>
public sealed partial class BackfillTests
{
    /// <summary>An express workflow runs for five minutes at most.</summary>
    private const int ExpressSeconds = 300;

    private static readonly string Text = Repository.Read("statemachines/backfill.asl.json");
    private static readonly JsonObject States = (JsonObject)JsonNode.Parse(Text)!["States"]!;

    [Fact]
    public void Every_placeholder_is_filled_in_and_nothing_else() =>
        Assert.Equal(
            Placeholder.Matches(Text).Select(match => match.Groups["name"].Value).Distinct().Order(),
            ((JsonObject)Stack.Plain.Properties("BackfillStateMachine")["DefinitionSubstitutions"]!).Select(pair => pair.Key).Order());

    [Fact]
    public void Pass_two_begins_only_when_pass_one_is_complete()
    {
        Assert.Equal("Index", (string?)States["CheckInput"]!["Default"]);
        Assert.Equal("Enrich", (string?)States["Index"]!["Next"]);
        Assert.Single(References("Enrich"));
        Assert.False(((JsonObject)States["Index"]!).ContainsKey("Catch"));
        Assert.False(((JsonObject)States["Enrich"]!).ContainsKey("Catch"));
    }

    [Theory]
    [InlineData("Index", "IndexBatch", "${IndexFunctionArn}")]
    [InlineData("Enrich", "EnrichBatch", "${EnrichFunctionArn}")]
    public void A_pass_gives_its_function_batches_of_the_listing(string pass, string task, string function)
    {
        var map = States[pass]!;
        Assert.EndsWith(":states:::s3:listObjectsV2", (string?)map["ItemReader"]!["Resource"], StringComparison.Ordinal);
        Assert.Equal("""{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"}""", map["ItemProcessor"]!["ProcessorConfig"]!.ToJsonString());
        Assert.Equal(["bucket", "from", "to"], ((JsonObject)map["ItemBatcher"]!["BatchInput"]!).Select(pair => pair.Key));
        Assert.Equal("{% $number('${BatchSize}') %}", (string?)map["ItemBatcher"]!["MaxItemsPerBatch"]);
        Assert.Equal("{% $number('${MaxConcurrency}') %}", (string?)map["MaxConcurrency"]);
        Assert.Equal(function, (string?)map["ItemProcessor"]!["States"]![task]!["Arguments"]!["FunctionName"]);
        Assert.Equal("{% $states.input %}", (string?)map["ItemProcessor"]!["States"]![task]!["Arguments"]!["Payload"]);
    }

    [Theory]
    [InlineData("Index")]
    [InlineData("Enrich")]
    public void No_failure_is_tolerated_unless_somebody_says_so_and_what_failed_is_written_down(string pass)
    {
        Assert.Equal("{% $number('${ToleratedFailurePercentage}') %}", (string?)States[pass]!["ToleratedFailurePercentage"]);
        Assert.Equal("0", (string?)Template.Parameters["BackfillToleratedFailurePercent"]!["Default"]);
        Assert.Equal("${ResultsBucket}", (string?)States[pass]!["ResultWriter"]!["Arguments"]!["Bucket"]);
    }

    [Theory]
    [InlineData("Index", "IndexBatch", "BackfillIndexFunction")]
    [InlineData("Enrich", "EnrichBatch", "BackfillEnrichFunction")]
    public void A_batch_ends_before_its_express_workflow_does_even_after_waiting_for_Lambda(string pass, string task, string function)
    {
        var retry = Assert.Single((JsonArray)States[pass]!["ItemProcessor"]!["States"]![task]!["Retry"]!)!;
        var (wait, next) = (0.0, (double)retry["IntervalSeconds"]!);
        for (var attempt = 0; attempt < (int)retry["MaxAttempts"]!; attempt++)
        {
            wait += Math.Min(next, (double)retry["MaxDelaySeconds"]!);
            next *= (double)retry["BackoffRate"]!;
        }

        var timeout = int.Parse((string)Stack.Plain.Properties(function)["Timeout"]!, CultureInfo.InvariantCulture);
        Assert.True(timeout + wait < ExpressSeconds, $"{timeout} s and {wait} s of waiting");
    }

    [Fact]
    public void The_output_has_the_totals() =>
        Assert.Equal(
            ["bucket", "prefix", "from", "to", "seen", "indexed", "copied", "enriched", "recovered", "unresolved", "failed", "results"],
            ((JsonObject)States["AddUp"]!["Output"]!).Select(pair => pair.Key));

    [Fact]
    public void Wrong_input_ends_in_a_sentence_that_says_what_is_right() =>
        Assert.All(
            ((JsonArray)States["CheckInput"]!["Choices"]!).Select(choice => States[(string)choice!["Next"]!]!),
            state =>
            {
                Assert.Equal("Fail", (string?)state["Type"]);
                Assert.Contains(" must be", ((string?)state["Cause"])!.Replace("must begin", "must be", StringComparison.Ordinal), StringComparison.Ordinal);
            });

    [Fact]
    public void Every_state_is_reached_and_every_next_state_exists()
    {
        var named = States.Select(state => state.Key).ToArray();
        Assert.All(named.Except(["ReadInput"]), name => Assert.NotEmpty(References(name)));
        Assert.Empty(NextState.Matches(Text).Select(match => match.Groups["name"].Value).Except(named));
    }

    private static IEnumerable<string> References(string state) =>
        NextState.Matches(Text).Select(match => match.Groups["name"].Value).Where(name => name == state);

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z]+)\}")]
    private static partial Regex Placeholder { get; }

    [GeneratedRegex("\"(Next|Default)\": \"(?<name>[A-Za-z]+)\"")]
    private static partial Regex NextState { get; }
}
