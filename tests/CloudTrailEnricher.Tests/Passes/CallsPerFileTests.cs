using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Passes;

/// <summary>In small files, which are most, the calls to AWS are what costs. Each of them is counted here.</summary>
public sealed class CallsPerFileTests
{
    private readonly Counted _calls = new();
    private readonly InMemoryEnrichQueue _queue = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2022, 3, 17, 3, 0, 0, TimeSpan.Zero));
    private readonly IndexPass _index;
    private readonly EnrichPass _enrich;
    private int _files;

    public CallsPerFileTests()
    {
        var options = new PassOptions();
        var sessions = new RememberedEvidence(_calls, _time);
        _index = new IndexPass(_calls, sessions, _calls, _queue, options, NullLogger<IndexPass>.Instance);
        _enrich = new EnrichPass(_calls, sessions, _calls, _queue, options, _time, NullLogger<EnrichPass>.Instance);
    }

    [Fact]
    public async Task A_file_without_redacted_records_is_read_once_and_copied_once()
    {
        Assert.Equal(["get"], await IndexAsync(File(Redacted(address: "192.0.2.1", agent: "x"))));
        Assert.Equal(["copy"], await EnrichAsync());
    }

    [Fact]
    public async Task A_file_with_a_sign_in_costs_its_write_and_one_question_who_waits() =>
        Assert.Equal(["get", "put evidence", "find waiting"], await IndexAsync(File(SwitchRole())));

    [Fact]
    public async Task A_redacted_file_costs_one_get_one_query_for_each_unknown_session_and_one_put()
    {
        await IndexAsync(File(SwitchRole(), SwitchRole(arn: Arn + "2")));
        await EnrichAsync();
        Assert.Equal(["get"], await IndexAsync(File(Redacted(), Redacted(), Redacted(arn: Arn + "2"))));
        Assert.Equal(["get", "find evidence", "find evidence", "put copy"], await EnrichAsync());
    }

    [Fact]
    public async Task A_session_whose_sign_in_is_known_is_not_asked_for_again_for_a_minute()
    {
        await IndexAsync(File(Redacted(), SwitchRole()));
        await EnrichAsync();
        await IndexAsync(File(Redacted()));
        Assert.Equal(["get", "put copy"], await EnrichAsync());

        _time.Advance(TimeSpan.FromMinutes(1));
        await IndexAsync(File(Redacted()));
        Assert.Equal(["get", "find evidence", "put copy"], await EnrichAsync());
    }

    private async Task<string[]> IndexAsync(string content)
    {
        var file = new LogObject("trail", $"AWSLogs/{Account}/CloudTrail/us-east-1/2022/03/17/{Account}_CloudTrail_us-east-1_20220317T0200Z_{++_files:D16}.json.gz");
        _calls.AddSource(file, new SourceFile(Gzip(content), "etag", _time.GetUtcNow(), new ContentHeaders("application/json", "gzip")));
        await _index.RunAsync(new ObjectCreated(file) { EventTime = _time.GetUtcNow() }, TestContext.Current.CancellationToken);
        return _calls.Take();
    }

    private async Task<string[]> EnrichAsync()
    {
        foreach (var request in _queue.TakeAll())
        {
            await _enrich.RunAsync(request, TestContext.Current.CancellationToken);
        }

        return _calls.Take();
    }

    /// <summary>Stores in memory that write down what they are asked.</summary>
    private sealed class Counted : ILogStore, IEvidenceStore, IWaitingList
    {
        private readonly InMemoryLogStore _store = new();
        private readonly InMemoryEvidence _sessions = new();
        private readonly InMemoryWaitingList _waiting = new();
        private readonly List<string> _names = [];

        public void AddSource(LogObject file, SourceFile content) => _store.AddSource(file, content);

        public string[] Take()
        {
            string[] taken = [.. _names];
            _names.Clear();
            return taken;
        }

        public Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken) => Count("get", () => _store.GetAsync(source, cancellationToken));

        public Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken) => Count("find copy", () => _store.FindCopyAsync(copy, cancellationToken));

        public Task<bool> TryPutCopyAsync(
            LogObject copy, ReadOnlyMemory<byte> content, ContentHeaders headers, CopyDescription description, PublishedCopy? replaces, CancellationToken cancellationToken) =>
            Count("put copy", () => _store.TryPutCopyAsync(copy, content, headers, description, replaces, cancellationToken));

        public Task CopyAsync(LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken) =>
            Count("copy", () => _store.CopyAsync(copy, headers, description, cancellationToken));

        public Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken) =>
            evidence.Count == 0 ? Task.CompletedTask : Count("put evidence", () => _sessions.PutAsync(evidence, cancellationToken));

        public Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken) =>
            Count("find evidence", () => _sessions.FindAsync(session, consistent, cancellationToken));

        public Task AddAsync(SessionKey session, WaitingFile waiting, CancellationToken cancellationToken) =>
            Count("add waiting", () => _waiting.AddAsync(session, waiting, cancellationToken));

        Task<IReadOnlyList<WaitingFile>> IWaitingList.FindAsync(SessionKey session, CancellationToken cancellationToken) =>
            Count("find waiting", () => _waiting.FindAsync(session, cancellationToken));

        public Task RemoveAsync(SessionKey session, LogObject file, CancellationToken cancellationToken) =>
            Count("remove waiting", () => _waiting.RemoveAsync(session, file, cancellationToken));

        private T Count<T>(string name, Func<T> call)
        {
            _names.Add(name);
            return call();
        }
    }
}
