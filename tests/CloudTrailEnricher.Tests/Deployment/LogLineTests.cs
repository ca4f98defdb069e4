using System.Text;
using System.Text.Json.Nodes;
using CloudTrailEnricher.Bootstrap.Logging;
using CloudTrailEnricher.LocalStores;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>The lines that the functions really print.</summary>
public sealed class LogLineTests
{
    private const string Bucket = "trail-logs";
    private static readonly DateTimeOffset Noon = new(2022, 3, 17, 12, 0, 0, TimeSpan.Zero);
    private static readonly Task<Dictionary<string, JsonObject[]>> Printed = PrintAsync();

    [Fact]
    public async Task The_numbers_are_those_of_the_files()
    {
        var published = Assert.Single((await Printed)["EnrichLogGroup"], line => (string?)line["outcome"] == "Published");
        Assert.Equal(
            """
            {"timestamp":"2022-03-17T12:15:00.000Z","level":"Information","service":"enrich","name":"CloudTrailEnricher.Passes.EnrichPass","message":"enrich: trail-logs/KEY Published: records 1, redacted 1, fields 2, recovered by sign-in 0, by browser sibling 0, ambiguous 0, unresolved 2, sessions unresolved 1, age 900 s","eventName":"Enriched","functionRequestId":"request-1","bucket":"trail-logs","key":"KEY","outcome":"Published","records":1,"redactedRecords":1,"redactedFields":2,"recoveredBySignIn":0,"recoveredByBrowserSibling":0,"ambiguous":0,"unresolved":2,"unresolvedSessions":1,"ageSeconds":900}
            """.Replace("KEY", Key("redacted"), StringComparison.Ordinal),
            published.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Fact]
    public async Task No_line_holds_an_address_an_agent_or_a_principal() =>
        Assert.All(
            (await Printed).Values.SelectMany(lines => lines),
            line => Assert.DoesNotMatch($"{Samples.Address}|Mozilla|user01", line.ToJsonString()));

    [Fact]
    public void A_line_is_one_line_whatever_is_logged()
    {
        using var output = new MemoryStream();
        using var log = new JsonLines(output, LogLevel.Information, "s", new FakeTimeProvider(Noon));
#pragma warning disable CA1848, CA2254, CA1873 // the domain's own log methods log no such thing
        log.CreateLogger("c").LogError(new InvalidOperationException("record content"), "two\nlines {Odd} {Even} {Nothing}", "\"\\\u2028", true, null);
        log.CreateLogger("c").LogDebug("too little to tell");
#pragma warning restore
        Assert.Equal(
            """{"timestamp":"2022-03-17T12:00:00.000Z","level":"Error","service":"s","name":"c","message":"two\nlines \"\\\u2028 True (null)","odd":"\"\\\u2028","even":"True","exception":"System.InvalidOperationException"}""" + "\n",
            Encoding.UTF8.GetString(output.ToArray()));
    }

    /// <summary>Every outcome once: copied, held, published, improved, already published, ignored, failed.</summary>
    private static async Task<Dictionary<string, JsonObject[]>> PrintAsync()
    {
        var time = new FakeTimeProvider(Noon);
        using MemoryStream indexOutput = new(), enrichOutput = new();
        using var indexLog = new JsonLines(indexOutput, LogLevel.Information, "index", time) { RequestId = "request-1" };
        using var enrichLog = new JsonLines(enrichOutput, LogLevel.Information, "enrich", time) { RequestId = "request-1" };
        var store = new InMemoryLogStore();
        var sessions = new InMemorySessionIndex();
        var queue = new InMemoryEnrichQueue();
        var options = new PassOptions();
        var index = new IndexHandler(
            new IndexPass(store, sessions, queue, options, indexLog.CreateLogger<IndexPass>()), Bucket, indexLog.CreateLogger<IndexHandler>());
        var enrich = new EnrichHandler(
            new EnrichPass(store, sessions, queue, options, time, enrichLog.CreateLogger<EnrichPass>()), Bucket, enrichLog.CreateLogger<EnrichHandler>());

        Add("plain", Samples.Gzip(Samples.File("{}")));
        Add("redacted", Samples.Gzip(Samples.File(Samples.Redacted())));
        Add("signin", Samples.Gzip(Samples.File(Samples.SwitchRole())));
        Add("damaged", Samples.Gzip(Samples.File(Samples.Redacted()))[..^9]);
        await index.HandleAsync(Event("plain", "redacted"), CancellationToken.None);
        await EnrichAllAsync();
        time.Advance(options.SettleTime);
        await EnrichAllAsync();
        await index.HandleAsync(Event("signin"), CancellationToken.None);
        await EnrichAllAsync();
        await enrich.HandleAsync([new("again", Event("redacted")), new("damaged", Event("damaged"))], CancellationToken.None);
        await Assert.ThrowsAsync<IOException>(() => index.HandleAsync(Event("damaged"), CancellationToken.None));
        await index.HandleAsync(Event("plain").Replace(".json.gz", ".txt", StringComparison.Ordinal), CancellationToken.None);
        return new() { ["IndexLogGroup"] = Lines(indexOutput), ["EnrichLogGroup"] = Lines(enrichOutput) };

        void Add(string name, byte[] content) => store.AddSource(new LogObject(Bucket, Key(name)), new SourceFile(content, name, Noon, default));

        async Task EnrichAllAsync() => Assert.Empty(await enrich.HandleAsync(
            [.. queue.TakeAll().Select((request, at) => new QueuedMessage($"{at}", EnrichMessage.Write(request)))], CancellationToken.None));
    }

    private static JsonObject[] Lines(MemoryStream output) =>
        [.. Encoding.UTF8.GetString(output.ToArray()).TrimEnd('\n').Split('\n').Select(line => (JsonObject)JsonNode.Parse(line)!)];

    private static string Event(params IEnumerable<string> names) => $$"""{"Records":[{{string.Join(',', names.Select(Record))}}]}""";

    private static string Record(string name) =>
        $$$$"""{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","eventTime":"{{{{Noon:o}}}}","s3":{"bucket":{"name":"{{{{Bucket}}}}"},"object":{"key":"{{{{S3ObjectKey.Encode(Key(name))}}}}"}}}""";

    private static string Key(string unique) =>
        $"AWSLogs/{Samples.Account}/CloudTrail/us-east-1/2022/03/17/{Samples.Account}_CloudTrail_us-east-1_20220317T0135Z_{unique.PadLeft(16, '0')}.json.gz";
}
