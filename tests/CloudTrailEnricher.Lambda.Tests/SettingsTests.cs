using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Functions;
using CloudTrailEnricher.Functions.Logging;
using CloudTrailEnricher.Lambda.Tests.Hosts;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudTrailEnricher.Lambda.Tests;

/// <summary>Settings as a process finds them in its environment. The handlers are made as the managed runtime makes them.</summary>
public sealed class SettingsTests : IDisposable
{
    private static readonly string[] Names =
    [
        "SOURCE_BUCKET", "SESSIONS_TABLE", "ENRICH_QUEUE_URL", "SETTLE_MINUTES",
        "AWS_ENDPOINT_URL", "AWS_REGION", "POWERTOOLS_METRICS_NAMESPACE",
    ];

    private readonly string?[] _before = [.. Names.Select(Environment.GetEnvironmentVariable)];

    public static TheoryData<string> Functions => new(Repository.Handlers.Keys);

    public void Dispose() => Set([.. Names.Zip(_before)]);

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task Wrong_settings_are_one_error_that_names_them_all(string function)
    {
        Set(
            ("SOURCE_BUCKET", null),
            ("SESSIONS_TABLE", null),
            ("ENRICH_QUEUE_URL", null),
            ("SETTLE_MINUTES", "soon"),
            ("AWS_ENDPOINT_URL", "nowhere"),
            ("POWERTOOLS_METRICS_NAMESPACE", "AWS/Lambda"));
        using var managed = new ManagedFunction(Repository.Handler(function));

        var answer = await managed.InvokeAsync("{}");

        Assert.Equal(
            new Answer(
                null,
                "AwsSettingsException",
                "Settings: SOURCE_BUCKET is missing: set it to the name of the trail's bucket; "
                + "SESSIONS_TABLE is missing: set it to the name of the sessions table; "
                + "ENRICH_QUEUE_URL is missing: set it to the URL of the queue between the passes; "
                + "SETTLE_MINUTES is \"soon\": must be a whole number from 0 to 1440; "
                + "AWS_ENDPOINT_URL is \"nowhere\": must be a URL such as http://127.0.0.1:5000, or nothing; "
                + "POWERTOOLS_METRICS_NAMESPACE is \"AWS/Lambda\": must be 1 to 255 letters, digits, spaces and . - _ / # :, "
                + "not beginning with AWS/ or a colon, or nothing for no metrics."),
            answer);
        Assert.Equal(answer, await managed.InvokeAsync("{}"));
        Assert.Equal(
            [("InvocationFailed", answer.ErrorMessage), ("InvocationFailed", answer.ErrorMessage)],
            managed.LogLines.Select(line => ((string?)line["eventName"], (string?)line["reason"])));

        // What Program.cs reports to the Runtime API.
        using var bootstrap = new FunctionSet(
            new FunctionHost { Loggers = NullLoggerFactory.Instance, Output = new LineOutput(Stream.Null) });
        var start = ErrorReport.Of(Assert.Throws<AwsSettingsException>(bootstrap.ThrowIfNotStarted));
        Assert.Equal((answer.ErrorType, answer.ErrorMessage), (start.Type, start.Message));
    }

    [Fact]
    public async Task Right_settings_put_the_functions_together_on_AWS()
    {
        Set(
            ("SOURCE_BUCKET", "trail-logs"),
            ("SESSIONS_TABLE", "sessions"),
            ("ENRICH_QUEUE_URL", "https://sqs.eu-west-1.amazonaws.com/123456789012/enrich"),
            ("SETTLE_MINUTES", null),
            ("AWS_ENDPOINT_URL", null),
            ("AWS_REGION", "eu-west-1"));
        using var index = new ManagedFunction(Repository.Handler("IndexFunction"));
        Assert.Equal(new Answer("""{"indexed":0,"ignored":1,"refused":0}"""), await index.InvokeAsync("""{"Event":"s3:TestEvent"}"""));
    }

    [Theory]
    [InlineData("CloudTrailEnricher/my-stack", true)]
    [InlineData("a b#c:d.e_f", true)]
    [InlineData(":a", false)]
    [InlineData("  ", false)]
    [InlineData("ä", false)]
    public void A_namespace_is_one_that_CloudWatch_takes(string name, bool isTaken)
    {
        var variables = new MemoryAws().Variables;
        variables["POWERTOOLS_METRICS_NAMESPACE"] = name;
        FunctionSettings Read() => FunctionSettings.FromEnvironment(variables.GetValueOrDefault);
        if (isTaken)
        {
            Assert.Equal(name, Read().MetricsNamespace);
        }
        else
        {
            Assert.StartsWith(
                $"POWERTOOLS_METRICS_NAMESPACE is \"{name}\": must be ",
                Assert.Single(Assert.Throws<AwsSettingsException>(Read).Problems),
                StringComparison.Ordinal);
        }
    }

    private static void Set(params (string Name, string? Value)[] variables)
    {
        foreach (var (name, value) in variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}
