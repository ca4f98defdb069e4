using System.Globalization;
using System.Text.Json.Nodes;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>The functions, their settings and their queues.</summary>
public sealed class FunctionTests
{
    private const string Assembly = "CloudTrailEnricher.Lambda::CloudTrailEnricher.Lambda.";

    [Theory]
    [InlineData("IndexFunction", "IndexFunction::HandleAsync")]
    [InlineData("EnrichFunction", "EnrichFunction::HandleAsync")]
    [InlineData("BackfillListFunction", "BackfillFunction::ListAsync")]
    [InlineData("BackfillIndexFunction", "BackfillFunction::IndexAsync")]
    [InlineData("BackfillEnrichFunction", "BackfillFunction::EnrichAsync")]
    [InlineData("BackfillTotalsFunction", "BackfillFunction::TotalsAsync")]
    public void A_function_runs_its_handler(string function, string handler) =>
        Assert.Equal(Assembly + handler, (string?)Stack.Plain.Properties(function)["Handler"]);

    [Fact]
    public void All_functions_are_traced_on_request_and_never_run_in_a_circle()
    {
        var all = Stack.Plain.Globals;
        Assert.Equal("PassThrough", (string?)all["Tracing"]);
        Assert.Equal("Active", (string?)Stack.With(("Tracing", "true")).Globals["Tracing"]);
        Assert.Equal("Terminate", (string?)all["RecursiveLoop"]);
        Assert.Equal("""{"LogFormat":"JSON","ApplicationLogLevel":"TRACE","SystemLogLevel":"WARN"}""", all["LoggingConfig"]!.ToJsonString());
        Assert.All(
            Stack.Plain.OfType("AWS::Serverless::Function"),
            function => Assert.Empty(function.Properties.Select(property => property.Key).Intersect(["Tracing", "RecursiveLoop"])));
    }

    [Fact]
    public void All_functions_get_the_settings_that_the_program_reads()
    {
        var stack = Stack.With(("TrailPrefix", "trails/"), ("EnrichedPrefix", "better/"), ("EnrichedBucket", "copies"), ("CopyUnchanged", "false"), ("SettleMinutes", "7"));
        Assert.Equal(
            """
            {"SOURCE_BUCKET":"trail-logs","TRAIL_PREFIX":"trails/","ENRICHED_PREFIX":"better/","ENRICHED_BUCKET":"copies","COPY_UNCHANGED":"false","IMPROVE_COPIES":"true","SESSIONS_TABLE":"SessionsTable","ENRICH_QUEUE_URL":"EnrichQueue","SETTLE_MINUTES":"7","EVIDENCE_RETENTION_DAYS":"90","KMS_KEY_ARN":"","REWRITE_MCP":"false","POWERTOOLS_LOG_LEVEL":"Information","POWERTOOLS_METRICS_NAMESPACE":"CloudTrailEnricher/enricher"}
            """,
            stack.Globals["Environment"]!["Variables"]!.ToJsonString());
        Assert.All(
            stack.OfType("AWS::Serverless::Function"),
            function => Assert.NotNull(function.Properties["Environment"]!["Variables"]!["POWERTOOLS_SERVICE_NAME"]));
    }

    [Fact]
    public void Each_function_logs_to_a_group_of_its_own()
    {
        var groups = Stack.Plain.OfType("AWS::Serverless::Function").Select(function => (string)function.Properties["LoggingConfig"]!["LogGroup"]!).ToArray();
        Assert.Equal(groups, groups.Distinct());
        Assert.Empty(groups.Except(Stack.Plain.OfType("AWS::Logs::LogGroup").Select(group => group.Name)));
    }

    [Fact]
    public void A_message_stays_invisible_for_six_times_the_timeout()
    {
        var timeout = Number(Stack.Plain.Properties("EnrichFunction")["Timeout"]);
        var visibility = Number(Stack.Plain.Properties("EnrichQueue")["VisibilityTimeout"]);
        Assert.True(visibility >= 6 * timeout, $"{visibility} s is less than 6 times {timeout} s");
    }

    [Fact]
    public void What_keeps_failing_goes_to_a_dead_letter_queue_that_keeps_it_for_two_weeks()
    {
        Assert.Equal(
            """{"deadLetterTargetArn":"EnrichDeadLetterQueue.Arn","maxReceiveCount":"5"}""",
            Stack.Plain.Properties("EnrichQueue")["RedrivePolicy"]!.ToJsonString());
        Assert.Equal(
            """{"Type":"SQS","TargetArn":"IndexDeadLetterQueue.Arn"}""",
            Stack.Plain.Properties("IndexFunction")["DeadLetterQueue"]!.ToJsonString());
        Assert.Equal("1209600", (string?)Stack.Plain.Properties("EnrichDeadLetterQueue")["MessageRetentionPeriod"]);
        Assert.Equal("1209600", (string?)Stack.Plain.Properties("IndexDeadLetterQueue")["MessageRetentionPeriod"]);
    }

    [Fact]
    public void Only_the_failed_messages_of_a_batch_are_delivered_again()
    {
        var (_, source) = Assert.Single(Stack.Plain.OfType("AWS::Lambda::EventSourceMapping"));
        Assert.Equal("EnrichQueue.Arn", (string?)source["EventSourceArn"]);
        Assert.Equal("EnrichFunction.Arn", (string?)source["FunctionName"]);
        Assert.Equal("""["ReportBatchItemFailures"]""", source["FunctionResponseTypes"]!.ToJsonString());
        Assert.False(source.ContainsKey("ScalingConfig"));
    }

    [Fact]
    public void Reserved_concurrency_bounds_the_queues_poller_too()
    {
        var stack = Stack.With(("ReservedConcurrency", "20"));
        Assert.Equal("20", (string?)stack.Properties("IndexFunction")["ReservedConcurrentExecutions"]);
        Assert.Equal("20", (string?)stack.Properties("EnrichFunction")["ReservedConcurrentExecutions"]);
        Assert.Equal("""{"MaximumConcurrency":"20"}""", stack.Properties("EnrichQueueToFunction")["ScalingConfig"]!.ToJsonString());
        Assert.All(
            Stack.Plain.OfType("AWS::Serverless::Function"),
            function => Assert.False(function.Properties.ContainsKey("ReservedConcurrentExecutions")));
    }

    [Fact]
    public void A_held_file_never_comes_round_often_enough_to_look_like_an_endless_loop()
    {
        const int LongestDelayMinutes = 15;
        const int RoundsThatLambdaAllows = 16;
        var longest = Number(Template.Parameters["SettleMinutes"]!["MaxValue"]);
        Assert.True(longest / LongestDelayMinutes <= RoundsThatLambdaAllows / 2, $"{longest} minutes");
    }

    private static int Number(JsonNode? value) => int.Parse((string)value!, CultureInfo.InvariantCulture);
}
