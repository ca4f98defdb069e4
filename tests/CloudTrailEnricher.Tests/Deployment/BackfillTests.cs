using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>The state machine that runs both passes over the past, as it is written; <see cref="StateMachineTests"/> runs it.</summary>
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

    [Theory]
    [InlineData("List")]
    [InlineData("Index")]
    [InlineData("Enrich")]
    public void A_maps_results_hold_no_inputs_and_go_to_the_results_bucket(string map)
    {
        var writer = States[map]!["ResultWriter"]!;
        Assert.Equal("""{"Transformation":"COMPACT","OutputType":"JSON"}""", writer["WriterConfig"]!.ToJsonString());
        Assert.Equal("${ResultsBucket}", (string?)writer["Arguments"]!["Bucket"]);
        Assert.False(((JsonObject)States[map]!).ContainsKey("Catch"));
    }

    [Theory]
    [InlineData("Index", "IndexBatch", "${IndexFunctionArn}")]
    [InlineData("Enrich", "EnrichBatch", "${EnrichFunctionArn}")]
    public void A_pass_lists_the_runs_own_batches_not_the_trail(string pass, string task, string function)
    {
        var map = States[pass]!;
        Assert.EndsWith(":states:::s3:listObjectsV2", (string?)map["ItemReader"]!["Resource"], StringComparison.Ordinal);
        Assert.Equal("${ResultsBucket}", (string?)map["ItemReader"]!["Arguments"]!["Bucket"]);
        Assert.Equal("""{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"}""", map["ItemProcessor"]!["ProcessorConfig"]!.ToJsonString());
        Assert.Equal(function, (string?)map["ItemProcessor"]!["States"]![task]!["Arguments"]!["FunctionName"]);
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
    public void Wrong_input_ends_in_a_sentence_that_says_what_is_right() =>
        Assert.All(
            ((JsonArray)States["CheckInput"]!["Choices"]!).Select(choice => States[(string)choice!["Next"]!]!),
            state =>
            {
                Assert.Equal("Fail", (string?)state["Type"]);
                Assert.Contains(" must be ", (string)state["Cause"]!, StringComparison.Ordinal);
            });

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z]+)\}")]
    private static partial Regex Placeholder { get; }
}
