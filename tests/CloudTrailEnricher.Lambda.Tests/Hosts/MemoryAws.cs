using System.Text;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Time.Testing;

namespace CloudTrailEnricher.Lambda.Tests.Hosts;

/// <summary>A bucket, a table and a queue in memory, and the settings of functions that work on them.</summary>
internal sealed class MemoryAws
{
    public const string Bucket = "amzn-s3-demo-bucket";

    public MemoryAws() => Ports = new PassPorts(Store, new InMemoryEvidence(), new InMemoryWaitingList(), Queue, Backfill);

    /// <summary>The buckets as a backfill uses them.</summary>
    public InMemoryBackfillStore Backfill { get; } = new();

    public InMemoryLogStore Store { get; } = new();

    public InMemoryEnrichQueue Queue { get; } = new();

    /// <summary>What the functions work on; a test may put something else in its place.</summary>
    public PassPorts Ports { get; set; }

    /// <summary>An hour after the samples of agents, the newest of all, so that nothing is held.</summary>
    public static DateTimeOffset AfterAllSamples { get; } = new(2026, 9, 1, 10, 0, 0, TimeSpan.Zero);

    /// <summary>A quarter of an hour after the newest sample of a console session.</summary>
    public FakeTimeProvider Time { get; private init; } = new(new DateTimeOffset(2023, 7, 10, 13, 0, 0, TimeSpan.Zero));

    public Dictionary<string, string?> Variables { get; } = new()
    {
        ["SOURCE_BUCKET"] = Bucket,
        ["SESSIONS_TABLE"] = "sessions",
        ["ENRICH_QUEUE_URL"] = "https://sqs.eu-west-1.amazonaws.com/123456789012/enrich",
        ["POWERTOOLS_METRICS_NAMESPACE"] = "CloudTrailEnricher/enricher",
    };

    /// <summary>A variable of the functions' environment. X-Ray's header comes with each invocation, in the process's own.</summary>
    public string? Variable(string name) =>
        name == "_X_AMZN_TRACE_ID" ? Environment.GetEnvironmentVariable(name) : Variables.GetValueOrDefault(name);

    /// <summary>The same for functions with other settings.</summary>
    public MemoryAws With(params IEnumerable<(string Name, string Value)> settings)
    {
        var other = new MemoryAws { Ports = Ports, Time = Time };
        foreach (var (name, value) in settings)
        {
            other.Variables[name] = value;
        }

        return other;
    }

    /// <summary>Puts the log files that the sample events announce into the bucket.</summary>
    public static MemoryAws WithSamples()
    {
        var aws = new MemoryAws();
        foreach (var file in Directory.EnumerateFiles(Repository.At("events/AWSLogs"), "*.json", SearchOption.AllDirectories))
        {
            aws.Upload(Path.GetRelativePath(Repository.At("events"), file) + ".gz", File.ReadAllText(file));
        }

        return aws;
    }

    /// <summary>Puts a log file into the bucket.</summary>
    public void Upload(string key, string text) => Store.AddSource(
        new LogObject(Bucket, key), new SourceFile(Samples.Gzip(text), $"etag-of-{key.Length}", Time.GetUtcNow(), default));

    /// <summary>Puts the result of a state machine's map into the bucket.</summary>
    public void UploadResult(string key, string json) => Backfill.Add(new LogObject(Bucket, key), Encoding.UTF8.GetBytes(json));

    /// <summary>The messages that pass 1 sent, as Lambda's poller hands them over.</summary>
    public string TakeBatch() =>
        Samples.SqsBatch(Queue.TakeAll().Select((request, at) => ($"m{at}", EnrichMessage.Write(request))));

    /// <summary>All copies, by key, as text.</summary>
    public SortedDictionary<string, string> Copies() =>
        new(Store.Copies.ToDictionary(copy => copy.Key, copy => Samples.Gunzip(Store.ContentOf(copy))), StringComparer.Ordinal);
}
