using System.Text.Json.Nodes;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Lambda.Tests.Hosts;

/// <summary>
/// Both passes in one host, until every outcome has come up once: indexed, ignored, refused, failed; copied, left, held, published,
/// improved,
/// not improved, already published, a message that cannot be read.
/// </summary>
internal sealed class EveryOutcome
{
    /// <summary>A record whose address and agent are redacted.</summary>
    public const string Redacted =
        """{"userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::123456789012:assumed-role/user01/user01","sessionContext":{"attributes":{"creationDate":"2023-07-10T12:30:00Z"}}},"eventTime":"2023-07-10T12:32:27Z","eventSource":"ecr.amazonaws.com","eventName":"DescribeImages","awsRegion":"us-east-1","sourceIPAddress":"AWS Internal","userAgent":"AWS Internal","eventID":"e-1","recipientAccountId":"123456789012","sessionCredentialFromConsole":"true"}""";

    /// <summary>The sign-in of that record's session.</summary>
    public const string SignIn =
        """{"userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::123456789012:assumed-role/user01/user01"},"eventTime":"2023-07-10T12:30:00Z","eventSource":"signin.amazonaws.com","eventName":"SwitchRole","awsRegion":"us-east-1","sourceIPAddress":"203.0.113.1","userAgent":"Mozilla/5.0 (X11)","responseElements":{"SwitchRole":"Success"},"eventID":"s-1","eventType":"AwsConsoleSignIn","recipientAccountId":"123456789012"}""";

    private readonly MemoryAws _aws = new();
    private readonly IDeployedFunction _index;
    private readonly IDeployedFunction _enrich;
    private readonly IDeployedFunction _thrifty;

    private EveryOutcome(Func<string, MemoryAws, IDeployedFunction> host)
    {
        _index = host(Repository.Handler("IndexFunction"), _aws);
        _enrich = host(Repository.Handler("EnrichFunction"), _aws);

        // Pass 2 of a deployment that copies changed files only, and each of them once.
        _thrifty = host(Repository.Handler("EnrichFunction"), _aws.With(("COPY_UNCHANGED", "false"), ("IMPROVE_COPIES", "false")));
    }

    public IReadOnlyList<JsonObject> LogLines => [.. _index.LogLines, .. _enrich.LogLines, .. _thrifty.LogLines];

    public IReadOnlyList<string> IndexMetrics => _index.MetricLines;

    public IReadOnlyList<string> EnrichMetrics => [.. _enrich.MetricLines, .. _thrifty.MetricLines];

    public static Task<EveryOutcome> InManagedHostAsync() => RunAsync((handler, aws) => new ManagedFunction(handler, aws));

    public static Task<EveryOutcome> InBootstrapAsync() => RunAsync((handler, aws) => new BootstrapFunction(handler, aws));

    private static async Task<EveryOutcome> RunAsync(Func<string, MemoryAws, IDeployedFunction> host)
    {
        var run = new EveryOutcome(host);
        await run.RunAsync();
        return run;
    }

    private async Task RunAsync()
    {
        _aws.Upload(Samples.Key("plain"), Samples.PlainFile);
        _aws.Upload(Samples.Key("redacted"), $$"""{"Records":[{{Redacted}}]}""");
        _aws.Upload(Samples.Key("signin"), $$"""{"Records":[{{SignIn}}]}""");
        _aws.Store.AddSource(
            new LogObject(MemoryAws.Bucket, Samples.Key("damaged")),
            new SourceFile(Samples.Gzip($$"""{"Records":[{{Redacted}}]}""").AsMemory(..^9), "damaged", _aws.Time.GetUtcNow(), default));

        await IndexAsync("plain");
        await IndexAsync("redacted");
        await EnrichQueuedAsync();
        _aws.Time.Advance(TimeSpan.FromMinutes(15));
        await EnrichQueuedAsync();
        await IndexAsync("signin");
        await EnrichQueuedAsync(_thrifty, _enrich);
        _aws.Upload(Samples.Key("unchanged"), Samples.PlainFile);
        await _thrifty.InvokeAsync(Samples.SqsBatch(("unchanged", Event("unchanged"))));
        await _enrich.InvokeAsync(Samples.SqsBatch(("again", Event("redacted"))));
        await _enrich.InvokeAsync(Samples.SqsBatch(("damaged", Event("damaged"))));
        await _enrich.InvokeAsync(Samples.SqsBatch(("ignored", Samples.Notification(Samples.Record("readme.txt")))));
        await _enrich.InvokeAsync(Samples.SqsBatch(("unreadable", "{}")));
        await IndexAsync("damaged");
        await _index.InvokeAsync(Samples.Notification(Samples.Record("readme.txt")));
        await _index.InvokeAsync(Event("plain").Replace("amzn-", "other-", StringComparison.Ordinal));
        await _index.InvokeAsync("{}");
    }

    private string Event(string name) =>
        Samples.Notification(Samples.Record(Samples.Key(name), time: $"\"{_aws.Time.GetUtcNow().UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}\""));

    private Task<Answer> IndexAsync(string name) => _index.InvokeAsync(Event(name));

    private Task EnrichQueuedAsync() => EnrichQueuedAsync(_enrich);

    private async Task EnrichQueuedAsync(params IDeployedFunction[] functions)
    {
        foreach (var request in _aws.Queue.TakeAll())
        {
            foreach (var function in functions)
            {
                await function.InvokeAsync(Samples.SqsBatch(("queued", EnrichMessage.Write(request))));
            }
        }
    }
}
