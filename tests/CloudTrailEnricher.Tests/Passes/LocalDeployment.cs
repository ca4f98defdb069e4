using System.Text;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudTrailEnricher.Tests.Passes;

/// <summary>Both passes over stores in memory, with a queue that keeps delays by the test's clock.</summary>
internal sealed class LocalDeployment : IEnrichQueue
{
    private static readonly DateTimeOffset Start = new(2022, 3, 17, 3, 0, 0, TimeSpan.Zero);

    private readonly List<(EnrichRequest Request, DateTimeOffset Due)> _messages = [];
    private readonly IndexHandler _index;
    private readonly EnrichHandler _enrich;
    private readonly EnrichPass _pass;
    private int _files;

    public LocalDeployment(PassOptions? options = null)
    {
        options ??= new PassOptions();
        _pass = new EnrichPass(Store, Evidence, Waiting, this, options, Time, NullLogger<EnrichPass>.Instance);
        _index = new IndexHandler(
            new IndexPass(
                Store, Evidence, Waiting, this, options, NullLogger<IndexPass>.Instance), "trail", NullLogger<IndexHandler>.Instance);
        _enrich = new EnrichHandler(_pass, "trail", new MemoryBudget(64 << 20), NullLogger<EnrichHandler>.Instance);
    }

    public InMemoryLogStore Store { get; } = new();

    public InMemoryEvidence Evidence { get; } = new();

    public InMemoryWaitingList Waiting { get; } = new();

    public FakeTimeProvider Time { get; } = new(Start);

    /// <summary>The delays of the messages that the queue holds.</summary>
    public IReadOnlyList<TimeSpan> Delays => [.. _messages.Select(message => message.Due - Time.GetUtcNow())];

    /// <summary>The requests that the queue holds.</summary>
    public IReadOnlyList<EnrichRequest> Queued => [.. _messages.Select(message => message.Request)];

    /// <summary>Puts a log file into the bucket.</summary>
    public LogObject Upload(string content, string account = Samples.Account) => Upload(Samples.Utf8(content), account);

    public LogObject Upload(byte[] content, string account = Samples.Account)
    {
        var file = new LogObject(
            "trail", $"AWSLogs/{account}/CloudTrail/us-east-1/2022/03/17/{account}_CloudTrail_us-east-1_20220317T0200Z_{++_files:D16}.json.gz");
        Replace(file, content);
        return file;
    }

    public void Replace(LogObject file, byte[] content) =>
        Store.AddSource(
            file, new SourceFile(content, $"etag-{Guid.NewGuid():N}", Time.GetUtcNow(), new ContentHeaders("application/json", null)));

    /// <summary>Pass 1.</summary>
    public Task IndexAsync(params IEnumerable<LogObject> files) =>
        _index.HandleAsync(
            new Announcement([.. files.Select(file => new ObjectCreated(file) { EventTime = Time.GetUtcNow() })], 0),
            CancellationToken.None);

    /// <summary>Pass 2, for one request.</summary>
    public async Task<EnrichOutcome> EnrichAsync(EnrichRequest request) => (await ReportOfAsync(request)).Outcome;

    /// <summary>Pass 2, for one request: all that it says.</summary>
    public Task<EnrichReport> ReportOfAsync(EnrichRequest request) => _pass.RunAsync(request, CancellationToken.None);

    /// <summary>Pass 2, for what the queue delivers now. Messages travel as text.</summary>
    /// <returns>The files whose messages failed.</returns>
    public async Task<IReadOnlyList<LogObject>> DrainAsync()
    {
        var failed = new List<LogObject>();
        while (_messages.FindIndex(message => message.Due <= Time.GetUtcNow()) is >= 0 and var at)
        {
            var request = _messages[at].Request;
            _messages.RemoveAt(at);
            var message = new QueuedMessage("m", EnrichMessage.Write(request), request.Force);
            if ((await _enrich.HandleAsync([message], CancellationToken.None)).Count > 0)
            {
                failed.Add(request.File);
            }
        }

        return failed;
    }

    /// <summary>A file whose copy was published when its time was up, with what is known.</summary>
    public async Task<LogObject> PublishAtDeadlineAsync(string content)
    {
        var file = Upload(content);
        await IndexAsync(file);
        await DrainAsync();
        Time.Advance(TimeSpan.FromMinutes(15));
        await DrainAsync();
        return file;
    }

    /// <summary>The text of a file's copy; null when there is none.</summary>
    public string? CopyOf(LogObject file)
    {
        var copy = file with { Key = "enriched/" + file.Key };
        if (!Store.Copies.Contains(copy))
        {
            return null;
        }

        var content = Store.ContentOf(copy);
        return Encoding.UTF8.GetString(LogText.IsGzip(content) ? Samples.Gunzip(content) : content);
    }

    public async Task<CopyDescription?> DescriptionOfAsync(LogObject file) =>
        (await Store.FindCopyAsync(file with { Key = "enriched/" + file.Key }, CancellationToken.None))?.Description;

    /// <summary>The files that wait for the samples' session.</summary>
    public async Task<IReadOnlyList<LogObject>> WaitingAsync() =>
        [.. (await Waiting.FindAsync(Session, CancellationToken.None)).Select(note => note.File)];

    /// <summary>The samples' session.</summary>
    public static SessionKey Session =>
        SessionKey.TryCreate(Samples.Arn, Samples.Created, out var session) ? session : throw new InvalidOperationException();

    Task IEnrichQueue.SendAsync(IReadOnlyCollection<EnrichRequest> requests, TimeSpan delay, CancellationToken cancellationToken)
    {
        Assert.InRange(delay, TimeSpan.Zero, TimeSpan.FromSeconds(900));
        lock (_messages)
        {
            _messages.AddRange(requests.Select(request => (request, Time.GetUtcNow() + delay)));
        }

        return Task.CompletedTask;
    }
}
