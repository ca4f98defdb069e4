using System.Text.Json;
using System.Text.RegularExpressions;
using CloudTrailEnricher.Lambda.Tests.Hosts;

namespace CloudTrailEnricher.Lambda.Tests;

/// <summary>The metrics that both hosts write, against CloudWatch's specification of its embedded metric format and the template.</summary>
public sealed partial class MetricTests
{
    private static readonly Task<EveryOutcome> Managed = EveryOutcome.InManagedHostAsync();
    private static readonly Task<EveryOutcome> Bootstrap = EveryOutcome.InBootstrapAsync();

    [Fact]
    public async Task Each_file_and_pass_is_one_line_with_its_counts()
    {
        string[] index =
        [
            "FilesIndexed 1, FilesReleased 0, SignInsFound 0, BrowserSiblingsFound 0, SessionsRedacted 0",
            "FilesIndexed 1, FilesReleased 0, SignInsFound 0, BrowserSiblingsFound 0, SessionsRedacted 1",
            "FilesIndexed 1, FilesReleased 1, SignInsFound 1, BrowserSiblingsFound 0, SessionsRedacted 0",
            "IndexFailures 1",
            "ObjectsIgnored 1",
        ];
        string[] enrich =
        [
            "FilesCopied 1, SecondsToCopy 0",
            "FilesHeld 1, SecondsHeld 0",
            "FilesPublished 1, FieldsRedacted 2, FieldsRecoveredBySignIn 0, FieldsRecoveredByBrowserSibling 0, FieldsAmbiguous 0, " +
            "FieldsUnresolved 2, SessionsUnresolved 1, SessionsFromSeveralAddresses 0, SecondsToCopy 900",
            "FilesImproved 1",
            "FilesCopied 1, SecondsToCopy 0",
            "FilesAlreadyPublished 1, FilesNotImproved 1",
            "FilesLeft 1",
            "FilesLeft 1",
            "FilesAlreadyPublished 1",
            "EnrichFailures 1",
        ];
        foreach (var run in new[] { await Managed, await Bootstrap })
        {
            Assert.Equal(index, run.IndexMetrics.Select(Values));
            Assert.Equal(enrich.Order(), run.EnrichMetrics.Select(Values).Order());
        }
    }

    [Fact]
    public async Task Both_hosts_write_the_same_bytes()
    {
        Assert.Equal((await Bootstrap).IndexMetrics, (await Managed).IndexMetrics);
        Assert.Equal((await Bootstrap).EnrichMetrics, (await Managed).EnrichMetrics);
    }

    [Fact]
    public async Task A_line_is_as_the_specification_says()
    {
        Assert.All(await AllAsync(), line =>
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var metadata = root.GetProperty("_aws");
            Assert.Equal(["Timestamp", "CloudWatchMetrics"], metadata.EnumerateObject().Select(member => member.Name));
            // Milliseconds; CloudWatch drops what is older than two weeks.
            Assert.InRange(metadata.GetProperty("Timestamp").GetInt64(), Milliseconds(13, 0), Milliseconds(13, 15));
            var directive = Assert.Single(metadata.GetProperty("CloudWatchMetrics").EnumerateArray());
            Assert.Equal(["Namespace", "Dimensions", "Metrics"], directive.EnumerateObject().Select(member => member.Name));
            Assert.Equal("CloudTrailEnricher/enricher", directive.GetProperty("Namespace").GetString());
            Assert.Equal("[[]]", directive.GetProperty("Dimensions").GetRawText());
            var metrics = directive.GetProperty("Metrics").EnumerateArray().ToArray();
            Assert.InRange(metrics.Length, 1, 100);
            Assert.Equal(
                ["_aws", .. metrics.Select(metric => metric.GetProperty("Name").GetString())],
                root.EnumerateObject().Select(member => member.Name));
            Assert.All(metrics, metric =>
            {
                Assert.Equal(["Name", "Unit"], metric.EnumerateObject().Select(member => member.Name));
                var name = metric.GetProperty("Name").GetString()!;
                Assert.InRange(name.Length, 1, 1024);
                Assert.Equal(
                    name.StartsWith("Seconds", StringComparison.Ordinal) ? "Seconds" : "Count", metric.GetProperty("Unit").GetString());
                Assert.True(root.GetProperty(name).TryGetInt64(out _), name);
            });
        });
        Assert.All(await AllAsync(), line => Assert.InRange(line.Length, 1, 256 * 1024));
    }

    [Fact]
    public async Task What_alarms_and_dashboard_name_is_written()
    {
        var template = await File.ReadAllTextAsync(Repository.At("template.yaml"), TestContext.Current.CancellationToken);
        var alarms = AlarmMetric.Matches(template);
        var named = alarms.Concat(DashboardMetric.Matches(template)).Select(match => match.Groups["name"].Value);
        var written = (await AllAsync()).SelectMany(line => Metrics(line).Select(metric => metric.Name)).ToHashSet();

        Assert.Equal(17, alarms.Count);
        Assert.Contains("FilesIndexed", named);
        Assert.Contains("IndexFailures", named);
        Assert.Empty(named.Except(written));
        Assert.Equal(24, written.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Without_a_namespace_nothing_is_counted_and_all_is_done(string? metricsNamespace)
    {
        void Uncounted(MemoryAws aws) => aws.Variables["POWERTOOLS_METRICS_NAMESPACE"] = metricsNamespace;
        using var index = new BothHosts("IndexFunction", Uncounted);
        using var enrich = new BothHosts("EnrichFunction", Uncounted);

        await index.InvokeAsync(Samples.Event("iam-user.json"));
        await enrich.InvokeAsync(Samples.SqsBatch(("m1", Samples.Event("iam-user.json"))));

        Assert.Contains(index.LogLines, line => line.Contains("\"Indexed\"", StringComparison.Ordinal));
        Assert.Single(enrich.Copies());
        Assert.Empty(new[] { index, enrich }.SelectMany(both => both.Managed.MetricLines.Concat(both.Bootstrap.MetricLines)));
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_is_counted_as_a_failure()
    {
        using var index = new BothHosts("IndexFunction");
        await index.InvokeAsync(Samples.Notification("null", "{}"));
        Assert.Equal(["IndexFailures 1", "IndexFailures 1"], index.Managed.MetricLines.Select(Values));
    }

    private static async Task<IEnumerable<string>> AllAsync() =>
        from run in new[] { await Managed, await Bootstrap }
        from line in run.IndexMetrics.Concat(run.EnrichMetrics)
        select line;

    private static long Milliseconds(int hour, int minute) =>
        new DateTimeOffset(2023, 7, 10, hour, minute, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static string Values(string line) => string.Join(", ", Metrics(line).Select(metric => $"{metric.Name} {metric.Value}"));

    private static (string Name, string Value)[] Metrics(string line)
    {
        using var document = JsonDocument.Parse(line);
        return [.. document.RootElement.EnumerateObject().Skip(1).Select(metric => (metric.Name, metric.Value.GetRawText()))];
    }

    /// <summary>An alarm's: an alias of the namespace that the functions are given, and <c>MetricName</c>.</summary>
    [GeneratedRegex(@"Namespace: \*Namespace, MetricName: (?<name>\w+)")]
    private static partial Regex AlarmMetric { get; }

    /// <summary>The dashboard's: <c>["CloudTrailEnricher/…", "Name"</c>.</summary>
    [GeneratedRegex(@"\[""CloudTrailEnricher/\$\{AWS::StackName\}"", ""(?<name>\w+)""")]
    private static partial Regex DashboardMetric { get; }
}
