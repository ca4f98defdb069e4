using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>The metrics, what is shown of them and what raises an alarm.</summary>
public sealed partial class MetricTests
{
    private const string Namespace = "CloudTrailEnricher/enricher";

    private static readonly Stack Deployed = Stack.With(("AlarmTopicArn", "arn:aws:sns:eu-west-1:111122223333:on-call"));

    /// <summary>The metrics that the functions write, in CloudWatch's embedded metric format.</summary>
    private static readonly string[] Written =
    [
        "BrowserSiblingsFound", "EnrichFailures", "FieldsAmbiguous", "FieldsRecoveredByBrowserSibling", "FieldsRecoveredBySignIn",
        "FieldsRedacted", "FieldsUnresolved", "FilesAlreadyPublished", "FilesCopied", "FilesHeld", "FilesImproved", "FilesIndexed", "FilesLeft",
        "FilesNotImproved", "FilesPublished", "FilesReleased", "IndexFailures", "ObjectsIgnored", "SecondsHeld", "SecondsToCopy", "SessionsRedacted", "SessionsUnresolved", "SignInsFound",
    ];

    [Fact]
    public void No_metric_is_counted_from_log_lines() => Assert.Empty(Deployed.OfType("AWS::Logs::MetricFilter"));

    [Fact]
    public void The_functions_write_to_the_namespace_that_the_alarms_read() =>
        Assert.Equal(Namespace, (string?)Deployed.Globals["Environment"]!["Variables"]!["POWERTOOLS_METRICS_NAMESPACE"]);

    [Theory]
    [InlineData("Debug")]
    [InlineData("Warning")]
    public void The_metrics_reach_CloudWatch_at_every_log_level(string level) =>
        Assert.Equal(
            """{"LogFormat":"JSON","ApplicationLogLevel":"TRACE","SystemLogLevel":"WARN"}""",
            Stack.With(("LogLevel", level)).Globals["LoggingConfig"]!.ToJsonString());

    [Theory]
    [InlineData("IndexDeadLettersAlarm", "AWS/SQS ApproximateNumberOfMessagesVisible of IndexDeadLetterQueue.QueueName > 0")]
    [InlineData("EnrichDeadLettersAlarm", "AWS/SQS ApproximateNumberOfMessagesVisible of EnrichDeadLetterQueue.QueueName > 0")]
    [InlineData("IndexDeadLetterErrorsAlarm", "AWS/Lambda DeadLetterErrors of IndexFunction > 0")]
    [InlineData("IndexErrorsAlarm", "AWS/Lambda Errors of IndexFunction > 0")]
    [InlineData("EnrichErrorsAlarm", "AWS/Lambda Errors of EnrichFunction > 0")]
    [InlineData("IndexThrottlesAlarm", "AWS/Lambda Throttles of IndexFunction > 0")]
    [InlineData("EnrichThrottlesAlarm", "AWS/Lambda Throttles of EnrichFunction > 0")]
    [InlineData("IndexDurationAlarm", "AWS/Lambda Duration of IndexFunction > 48000")]
    [InlineData("EnrichDurationAlarm", "AWS/Lambda Duration of EnrichFunction > 96000")]
    [InlineData("IndexRecursionAlarm", "AWS/Lambda RecursiveInvocationsDropped of IndexFunction > 0")]
    [InlineData("EnrichRecursionAlarm", "AWS/Lambda RecursiveInvocationsDropped of EnrichFunction > 0")]
    [InlineData("EnrichQueueAgeAlarm", "AWS/SQS ApproximateAgeOfOldestMessage of EnrichQueue.QueueName > 3600")]
    [InlineData("BackfillFailedAlarm", "AWS/States ExecutionsFailed of BackfillStateMachine > 0")]
    public void An_alarm_watches(string alarm, string expected)
    {
        var properties = Deployed.Properties(alarm);
        var dimension = Assert.Single((JsonArray)properties["Dimensions"]!)!;
        Assert.Equal("GreaterThanThreshold", (string?)properties["ComparisonOperator"]);
        Assert.Equal(expected, $"{properties["Namespace"]} {properties["MetricName"]} of {dimension["Value"]} > {properties["Threshold"]}");
    }

    [Theory]
    [InlineData("IndexDurationAlarm", "IndexFunction")]
    [InlineData("EnrichDurationAlarm", "EnrichFunction")]
    public void The_alarm_on_duration_stands_at_four_fifths_of_the_timeout(string alarm, string function) =>
        Assert.Equal(800 * Number(Deployed.Properties(function)["Timeout"]), Number(Deployed.Properties(alarm)["Threshold"]));

    [Fact]
    public void Alarms_that_calculate_use_metrics_that_are_written()
    {
        var calculated = Deployed.OfType("AWS::CloudWatch::Alarm").Where(alarm => alarm.Properties.ContainsKey("Metrics")).ToArray();
        Assert.Equal(
            [
                "FieldsReconcileAlarm", "FilesReconcileAlarm", "UnresolvedSessionsAlarm", "EnrichSilenceAlarm", "IndexFailuresAlarm", "EnrichFailuresAlarm",
                "AnnouncementFailuresAlarm",
            ], calculated.Select(alarm => alarm.Name));
        Assert.All(calculated, alarm =>
        {
            var metrics = (JsonArray)alarm.Properties["Metrics"]!;
            var expression = (string)metrics.Single(metric => metric!["Expression"] is not null)!["Expression"]!;
            var inputs = metrics.Where(metric => metric!["MetricStat"] is not null).ToDictionary(metric => (string)metric!["Id"]!);
            Assert.Equal(inputs.Keys.Order(), Identifier.Matches(expression).Select(match => match.Value).Distinct().Order());
            var ours = inputs.Values.Select(input => input!["MetricStat"]!["Metric"]!).Where(
                metric => (string?)metric["Namespace"] != "AWS/Events");
            Assert.All(ours, metric => Assert.Contains((string?)metric["MetricName"], Written));
            Assert.All(ours, metric => Assert.Equal(Namespace, (string?)metric["Namespace"]));
        });
        Assert.Equal("25", (string?)Deployed.Properties("UnresolvedSessionsAlarm")["Threshold"]);
    }

    [Fact]
    public void Every_alarm_says_what_it_means_and_whom_it_notifies()
    {
        var alarms = Deployed.OfType("AWS::CloudWatch::Alarm").ToArray();
        Assert.Equal(21, alarms.Length);
        Assert.All(alarms, alarm =>
        {
            Assert.NotNull(alarm.Properties["AlarmDescription"]);
            Assert.Equal("""["arn:aws:sns:eu-west-1:111122223333:on-call"]""", alarm.Properties["AlarmActions"]!.ToJsonString());
        });
        Assert.All(Stack.Plain.OfType("AWS::CloudWatch::Alarm"), alarm => Assert.False(alarm.Properties.ContainsKey("AlarmActions")));
    }

    [Fact]
    public void The_dashboard_shows_metrics_that_exist_and_every_alarm()
    {
        var widgets = (JsonArray)JsonNode.Parse((string)Deployed.Properties("Dashboard")["DashboardBody"]!)!["widgets"]!;
        var shown = widgets
            .Where(widget => (string?)widget!["type"] == "metric")
            .SelectMany(widget => (JsonArray)widget!["properties"]!["metrics"]!)
            .Select(metric => (JsonArray)metric!)
            .Where(metric => metric[0] is JsonValue && (string?)metric[0] == Namespace)
            .Select(metric => (string)metric[1]!)
            .Distinct();
        Assert.Equal(Written, shown.Order());

        var alarms = widgets.Single(widget => (string?)widget!["type"] == "alarm")!["properties"]!["alarms"]!;
        Assert.Equal(
            Deployed.OfType("AWS::CloudWatch::Alarm").Select(alarm => alarm.Name + ".Arn").Order(),
            ((JsonArray)alarms).Select(alarm => (string)alarm!).Order());
    }

    [Fact]
    public void The_dashboard_asks_three_questions()
    {
        var widgets = (JsonArray)JsonNode.Parse((string)Deployed.Properties("Dashboard")["DashboardBody"]!)!["widgets"]!;
        Assert.Equal(
            ["## Is it working?", "## Is it late?", "## What does it not recover?"],
            widgets.Where(widget => (string?)widget!["type"] == "text").Select(
                widget => ((string)widget!["properties"]!["markdown"]!).Split('\n')[0]));
    }

    private static int Number(JsonNode? value) => int.Parse((string)value!, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\b[a-z][A-Za-z]*\b")]
    private static partial Regex Identifier { get; }
}
