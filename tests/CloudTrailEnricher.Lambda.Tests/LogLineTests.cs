using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AWS.Lambda.Powertools.Logging;
using CloudTrailEnricher.Functions;
using CloudTrailEnricher.Functions.Logging;
using CloudTrailEnricher.Lambda.Tests.Hosts;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CloudTrailEnricher.Lambda.Tests;

/// <summary>The log lines of both hosts.</summary>
public sealed class LogLineTests
{
    private static readonly Type[] PlainTypes =
        [typeof(ILogger), typeof(string), typeof(int), typeof(long), typeof(long?), typeof(bool), typeof(double)];

    private static readonly Task<EveryOutcome> Managed = EveryOutcome.InManagedHostAsync();
    private static readonly Task<EveryOutcome> Bootstrap = EveryOutcome.InBootstrapAsync();

    [Fact]
    public async Task Both_hosts_write_the_same_lines()
    {
        var managed = (await Managed).LogLines.Select(WithoutTime).ToArray();
        var bootstrap = (await Bootstrap).LogLines.Select(WithoutTime).ToArray();

        Assert.Equal(bootstrap, managed);
        Assert.Equal(
            ["BadMessage", "Enriched", "Failed", "Ignored", "Indexed", "InvocationFailed", "Refused"],
            (await Managed).LogLines.Select(line => (string)line["eventName"]!).Distinct().Order());
    }

    [Fact]
    public async Task A_line_holds_texts_numbers_and_booleans_only() =>
        Assert.All(
            (await Managed).LogLines.Concat((await Bootstrap).LogLines).SelectMany(line => line),
            property => Assert.True(
                property.Value?.GetValueKind() is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False,
                $"{property.Key} is {property.Value?.ToJsonString() ?? "null"}"));

    [Fact]
    public async Task A_published_file_is_one_line_with_its_numbers()
    {
        const string Published =
            """{"coldStart":false,"level":"Information","message":"enrich: amzn-s3-demo-bucket/KEY Published: records 1, redacted 1, fields 2, recovered by sign-in 0, by browser sibling 0, ambiguous 0, unresolved 2, sessions unresolved 1, from several addresses 0, age 900 s","name":"CloudTrailEnricher.Passes.EnrichPass","service":"service_undefined","xrayTraceId":"1-5bef4de7-ad49b0e87f6ef6c87fc2e700","eventName":"Enriched","requestId":"request-3","ageSeconds":900,"ambiguous":0,"bucket":"amzn-s3-demo-bucket","key":"KEY","outcome":"Published","records":1,"recoveredByBrowserSibling":0,"recoveredBySignIn":0,"redactedFields":2,"redactedRecords":1,"sessionsFromSeveralAddresses":0,"unresolved":2,"unresolvedSessions":1}""";
        var line = Assert.Single((await Bootstrap).LogLines, line => (string?)line["outcome"] == "Published");
        Assert.True(DateTimeOffset.TryParse((string?)line["timestamp"], out _));
        Assert.Equal(
            Sorted((JsonObject)JsonNode.Parse(Published.Replace("KEY", Samples.Key("redacted"), StringComparison.Ordinal))!),
            WithoutTime(line));
    }

    [Fact]
    public async Task No_log_line_holds_an_address_an_agent_or_a_principal() =>
        Assert.All(
            (await Managed).LogLines.Concat((await Bootstrap).LogLines),
            line => Assert.DoesNotMatch("203\\.0\\.113|Mozilla|user01", line.ToJsonString()));

    [Fact]
    public void What_is_logged_of_odd_values_is_the_same_in_both_hosts()
    {
        using var output = new MemoryStream();
        using var json = new JsonLines(new LineOutput(output), LogLevel.Information, "s", new FakeTimeProvider());
        using var bootstrap = new InvocationLog(json, _ => null);
        using var managed = new InvocationLog(ManagedRuntime.CreateHost().Loggers, _ => null);
        var lines = new List<string>();
        PowertoolsLines.HandTo(lines.Add);
        foreach (var log in new[] { bootstrap, managed })
        {
            log.Begin("request-1");
#pragma warning disable CA1848, CA2254, CA1873 // the functions' own log methods log no such thing
            log.CreateLogger("c").LogError(
                new InvalidOperationException("record content"),
                "two\nlines {Odd} {Even} {Nothing} {Kind}", "\"\\\u2028", true, null, ObjectKind.OtherDelivery);
            log.CreateLogger("c").LogDebug("too little to tell");
#pragma warning restore
        }

        const string Expected =
            """{"eventName":"","requestId":"request-1","odd":"\"\\\u2028","even":true,"kind":"OtherDelivery","cause":"System.InvalidOperationException"}""";
        string[] common = ["timestamp", "level", "service", "name", "message", "coldStart", "xrayTraceId"];
        string[] written = [Assert.Single(output.Lines()), Assert.Single(lines)];
        foreach (var line in written.Select(line => (JsonObject)JsonNode.Parse(line)!))
        {
            Assert.Equal("two\nlines \"\\\u2028 True (null) OtherDelivery", (string?)line["message"]);
            Assert.Equal(
                Sorted((JsonObject)JsonNode.Parse(Expected)!),
                Sorted(Only(line, name => !common.Contains(name))));
        }
    }

    [Theory]
    [InlineData(null, "Information", true)]
    [InlineData("Warning", "Information", false)]
    [InlineData("debug", "Debug", true)]
    [InlineData("nonsense", "Debug", false)]
    public void The_Bootstrap_takes_the_level_from_Powertools_variable(string? least, string level, bool isEnabled)
    {
        using var output = new MemoryStream();
        using var log = JsonLines.FromEnvironment(new LineOutput(output), name => name == "POWERTOOLS_LOG_LEVEL" ? least : null);
        Assert.Equal(isEnabled, log.CreateLogger("c").IsEnabled(Enum.Parse<LogLevel>(level)));
    }

    [Fact]
    public void Log_methods_take_texts_numbers_and_booleans_only()
    {
        var parameters =
            from assembly in new[] { typeof(IndexPass).Assembly, typeof(FunctionSet).Assembly }
            from type in assembly.GetTypes()
            from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            where method.IsDefined(typeof(LoggerMessageAttribute), inherit: false)
            from parameter in method.GetParameters()
            select (Name: $"{method.Name}({parameter.Name})", Type: parameter.ParameterType);
        Assert.NotEmpty(parameters);
        Assert.Empty(parameters.Where(parameter => !PlainTypes.Contains(parameter.Type)).Select(parameter => parameter.Name));
    }

    private static string WithoutTime(JsonObject line)
    {
        // When a line was written, and whether this was the process's first invocation, the two loggers find out by themselves.
        Assert.Equal(JsonValueKind.String, line["timestamp"]!.GetValueKind());
        Assert.True(line["coldStart"]!.GetValueKind() is JsonValueKind.True or JsonValueKind.False);
        var rest = Only(line, name => name != "timestamp");
        rest["coldStart"] = false;
        return Sorted(rest);
    }

    private static JsonObject Only(JsonObject line, Func<string, bool> isWanted) =>
        new(line.Where(one => isWanted(one.Key)).Select(one => KeyValuePair.Create(one.Key, one.Value?.DeepClone())));

    private static string Sorted(JsonObject line) => Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(
        new SortedDictionary<string, JsonNode?>(line.ToDictionary(one => one.Key, one => one.Value), StringComparer.Ordinal)));
}
