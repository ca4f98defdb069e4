using System.Text;
using System.Text.Json.Nodes;
using CloudTrailEnricher.Backfill;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging.Abstractions;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Deployment.StateMachine;

/// <summary>
/// A trail's bucket with one log file for each account, region and day, and the backfill's functions over it. A file holds the sign-in of a
/// session that goes on at midnight, and a redacted record of the session that began the day before.
/// </summary>
internal sealed class MadeUpArchive : ILogStore
{
    private static readonly PassOptions Options = new() { HandOver = false, NoteProvisional = false, SettleTime = TimeSpan.Zero };

    private static readonly Dictionary<string, string> Substitutions = new()
    {
        ["Partition"] = "aws",
        ["ResultsBucket"] = "results",
        ["ListFunctionArn"] = "list",
        ["IndexFunctionArn"] = "index",
        ["EnrichFunctionArn"] = "enrich",
        ["TotalsFunctionArn"] = "totals",
    };

    private readonly InMemoryLogStore _files = new();
    private readonly InMemoryBackfillStore _buckets = new(pageSize: 20);
    private readonly Dictionary<string, Func<string, Task<string>>> _functions;
    private readonly HashSet<string> _read = [];

    public MadeUpArchive(int accounts, int regions, DateOnly first, int days)
    {
        foreach (var (account, region, day) in
            from account in Enumerable.Range(0, accounts)
            from region in Enumerable.Range(0, regions)
            from day in Enumerable.Range(0, days)
            select (account, region, first.AddDays(day)))
        {
            Upload(account, region, day, isDamaged: false);
        }

        var memory = new MemoryBudget(64 << 20);
        var (evidence, waiting, queue) = (new InMemoryEvidence(), new InMemoryWaitingList(), new InMemoryEnrichQueue());
        var index = new BackfillIndexHandler(
            new(
                this,
                evidence,
                waiting,
                queue,
                Options,
                NullLogger<IndexPass>.Instance), "trail", _buckets, memory, NullLogger<BackfillIndexHandler>.Instance);
        var enrich = new BackfillEnrichHandler(
            new(this, evidence, waiting, queue, Options, TimeProvider.System, NullLogger<EnrichPass>.Instance),
            "trail",
            _buckets,
            memory,
            NullLogger<BackfillEnrichHandler>.Instance);
        var token = TestContext.Current.CancellationToken;
        var (list, totals) = (new BackfillListHandler(_buckets, "trail", ""), new BackfillTotals(_buckets));
        _functions = new()
        {
            ["list"] = message => list.HandleAsync(message, token),
            ["index"] = message => index.HandleAsync(message, token),
            ["enrich"] = message => enrich.HandleAsync(message, token),
            ["totals"] = message => totals.HandleAsync(message, token),
        };
    }

    /// <summary>Whether the bucket refuses to be read.</summary>
    public bool Refuses { get; init; }

    /// <summary>The log files that were read.</summary>
    public IReadOnlyCollection<string> FilesRead => _read;

    /// <summary>How many copies there are.</summary>
    public int Copies => _files.Copies.Count;

    /// <summary>How many pages were listed.</summary>
    public int Listings => _buckets.Listings;

    /// <summary>How often the state machine asked for a folder's files.</summary>
    public int FoldersListed { get; private set; }

    /// <summary>Cuts a file off.</summary>
    public (int Account, int Region, DateOnly Day) Damage(int account, int region, DateOnly day)
    {
        Upload(account, region, day, isDamaged: true);
        return (account, region, day);
    }

    public void Repair((int Account, int Region, DateOnly Day) file) => Upload(file.Account, file.Region, file.Day, isDamaged: false);

    /// <summary>Moves a file into an archive: its listing says so.</summary>
    public void Archive(int account, int region, DateOnly day) =>
        _buckets.Add(new LogObject("trail", Key(account, region, day)), [], isArchived: true);

    public Task<StateMachineRun> RunAsync(string name, string input) =>
        StateMachineRun.RunAsync(name, JsonNode.Parse(input)!, Substitutions, AnswerAsync);

    public Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken)
    {
        lock (_read)
        {
            _read.Add(source.Key);
        }

        return Refuses
            ? throw new IOException($"{source}: cannot be read: AccessDenied: Access Denied")
            : _files.GetAsync(source, cancellationToken);
    }

    public Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken) =>
        _files.FindCopyAsync(copy, cancellationToken);

    public Task<bool> TryPutCopyAsync(
        LogObject copy,
        ReadOnlyMemory<byte> content,
        ContentHeaders headers,
        CopyDescription description,
        PublishedCopy? replaces,
        CancellationToken cancellationToken) =>
        _files.TryPutCopyAsync(copy, content, headers, description, replaces, cancellationToken);

    public Task<bool> CopyAsync(LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken) =>
        _files.CopyAsync(copy, headers, description, cancellationToken);

    private static string Key(int account, int region, DateOnly day) =>
        $"AWSLogs/{Account(account)}/CloudTrail/{Region(region)}/{day:yyyy'/'MM'/'dd}/{Account(account)}_CloudTrail_{Region(region)}_{day:yyyyMMdd}T0000Z_0000000000000000.json.gz";

    private static string Account(int number) => $"{111122220000 + number}";

    private static string Region(int number) => $"eu-west-{number + 1}";

    private static string Session(DateOnly day) => $"{day:yyyy-MM-dd}T23:50:00Z";

    private void Upload(int account, int region, DateOnly day, bool isDamaged)
    {
        var arn = $"arn:aws:sts::{Account(account)}:assumed-role/Admin/person-{region}";
        var content = Gzip(File(
            SwitchRole(arn, Session(day), "203.0.113.9", Agent, eventId: $"s-{day:yyyyMMdd}", account: Account(account)),
            Redacted(arn, Session(day.AddDays(-1)))));
        var file = new LogObject("trail", Key(account, region, day));
        _files.AddSource(
            file, new SourceFile(isDamaged ? content.AsMemory(..^9) : content, $"e-{content.Length}", DateTimeOffset.UnixEpoch, default));
        _buckets.Add(file, content);
    }

    private async Task<JsonNode?> AnswerAsync(JsonNode call)
    {
        if ((string?)call["invoke"] is { } function)
        {
            FoldersListed += call["payload"]!["list"] is null ? 0 : 1;
            return JsonNode.Parse(await _functions[function](call["payload"]!.ToJsonString()));
        }

        if (call["put"] is { } put)
        {
            _buckets.Add(Named(put), Encoding.UTF8.GetBytes(call["content"]!.ToJsonString()));
            return null;
        }

        return call["get"] is { } get
            ? await JsonNode.ParseAsync(await _buckets.OpenAsync(Named(get), TestContext.Current.CancellationToken))
            : new JsonArray(
            [
                .. _buckets.Keys((string)call["list"]!["Bucket"]!, (string)call["list"]!["Prefix"]!)
                    .Select(
                        key => new JsonObject { ["Key"] =
                            key, ["Etag"] = "\"e\"", ["Size"] = 1, ["StorageClass"] = "STANDARD", ["LastModified"] = 1706745600 }),
            ]);

        static LogObject Named(JsonNode item) => new((string)item["Bucket"]!, (string)item["Key"]!);
    }
}
