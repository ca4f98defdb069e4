using Amazon.DynamoDBv2.Model;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static CloudTrailEnricher.Tests.Agents.AgentSamples;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Passes;

/// <summary>
/// In small files, which are most, the requests to AWS are what costs. Each of them is counted here, as the services see it.
/// </summary>
public sealed class CallsPerFileTests : IDisposable
{
    private readonly TableInMemory _dynamoDb = new();
    private readonly CountedStore _store = new();
    private readonly InMemoryEnrichQueue _queue = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2022, 3, 17, 3, 0, 0, TimeSpan.Zero));
    private readonly SessionsTable _table;
    private readonly IndexPass _index;
    private readonly EnrichPass _enrich;
    private int _files;

    public CallsPerFileTests()
    {
        var options = new PassOptions { SettleTime = TimeSpan.Zero };
        _table = new SessionsTable(_dynamoDb, "sessions", TimeSpan.FromDays(90), _time);
        var evidence = new DynamoDbEvidence(_table);
        var waiting = new DynamoDbWaitingList(_table);
        _index = new IndexPass(_store, evidence, waiting, _queue, options, NullLogger<IndexPass>.Instance);
        _enrich = new EnrichPass(
            _store, new RememberedEvidence(evidence, _time), waiting, _queue, options, _time, NullLogger<EnrichPass>.Instance);
    }

    public void Dispose()
    {
        _table.Dispose();
        _dynamoDb.Dispose();
    }

    [Fact]
    public async Task A_file_without_redacted_records_is_read_once_and_copied_once()
    {
        Assert.Equal(["get"], await IndexAsync(Redacted(address: "192.0.2.1", agent: "x")));
        Assert.Equal(["copy"], await EnrichAsync());
    }

    [Fact]
    public async Task A_file_with_a_sign_in_costs_its_write_and_one_question_who_waits()
    {
        Assert.Equal(["get", "put signin", "query waiting"], await IndexAsync(SwitchRole()));
        Assert.Equal(["copy"], await EnrichAsync());
    }

    [Fact]
    public async Task A_redacted_file_costs_one_get_one_query_for_each_unknown_session_and_one_put()
    {
        await IndexAsync(SwitchRole(), SwitchRole(arn: Arn + "2"));
        await EnrichAsync();
        Assert.Equal(["get"], await IndexAsync(Redacted(), Redacted(), Redacted(arn: Arn + "2")));
        Assert.Equal(["get", "query evidence", "query evidence", "put copy"], await EnrichAsync());
    }

    [Fact]
    public async Task A_session_whose_sign_in_is_known_is_not_asked_for_again_for_a_minute()
    {
        await IndexAsync(Redacted(), SwitchRole());
        await EnrichAsync();
        await IndexAsync(Redacted());
        Assert.Equal(["get", "put copy"], await EnrichAsync());

        _time.Advance(TimeSpan.FromMinutes(1));
        await IndexAsync(Redacted());
        Assert.Equal(["get", "query evidence", "put copy"], await EnrichAsync());
    }

    [Fact]
    public async Task Calls_of_one_slot_cost_one_write_and_nothing_where_they_lie_between_known_ones()
    {
        Assert.Equal(
            ["get", "put browser", "query waiting"],
            await IndexAsync(Sibling("2022-03-17T02:01:00Z"), Sibling("2022-03-17T02:08:00Z", eventId: "b-2")));
        Assert.Equal(["get", "query waiting"], await IndexAsync(Sibling("2022-03-17T02:05:00Z", eventId: "b-3")));
    }

    [Fact]
    public async Task A_call_that_extends_a_slot_costs_one_write_where_the_slot_is_remembered_and_two_where_it_is_not()
    {
        await IndexAsync(Sibling("2022-03-17T02:01:00Z"));
        Assert.Equal(["get", "put browser", "query waiting"], await IndexAsync(Sibling("2022-03-17T02:05:00Z", eventId: "b-2")));

        var another = new DynamoDbEvidence(_table);
        await another.PutAsync(Scan(File(Sibling("2022-03-17T02:08:00Z", eventId: "b-3"))).Evidence, TestContext.Current.CancellationToken);
        Assert.Equal(["put browser", "put browser"], Take());
    }

    [Fact]
    public async Task A_file_that_browser_calls_decide_costs_a_note_and_one_consistent_query_more()
    {
        await IndexAsync(Sibling("2022-03-17T01:40:00Z"));
        await EnrichAsync();
        await IndexAsync(Redacted());
        Assert.Equal(["get", "query evidence", "put waiting", "query evidence, consistently", "put copy"], await EnrichAsync());
    }

    [Fact]
    public async Task A_sign_in_that_changes_no_value_costs_a_released_file_its_reading_and_no_write()
    {
        await IndexAsync(Redacted(), Sibling("2022-03-17T01:40:00Z"));
        await EnrichAsync();
        Assert.Equal(["get", "put signin", "query waiting"], await IndexAsync(SwitchRole()));
        Assert.Equal(["find copy", "get", "query evidence, consistently", "copy"], await EnrichAsync());
    }

    [Fact]
    public async Task An_agents_call_costs_one_write_for_each_request_and_one_question_who_waits_for_the_principal()
    {
        Assert.Equal(
            ["get", "put agentCall", "put agentCall", "query waiting"], await IndexAsync(Call($"{Request()},{Request("r-2")}")));
        Assert.Equal(["get", "query waiting"], await IndexAsync(Call(Request())));
    }

    [Fact]
    public async Task A_file_that_asks_for_a_hundred_requests_costs_one_call_more_than_one_that_asks_for_nothing()
    {
        await IndexAsync(Call(string.Join(',', Enumerable.Range(0, 101).Select(n => Request($"r-{n}")))));
        await EnrichAsync();

        Assert.Equal(["get"], await IndexAsync([.. Enumerable.Range(0, 100).Select(n => Caused($"r-{n}"))]));
        Assert.Equal(["get", "batch get 100", "put copy"], await EnrichAsync());

        await IndexAsync([.. Enumerable.Range(0, 101).Select(n => Caused($"r-{n}"))]);
        Assert.Equal(["get", "batch get 100", "batch get 1", "put copy"], await EnrichAsync());
    }

    [Fact]
    public async Task A_file_whose_agents_call_is_not_known_costs_a_note_and_one_consistent_call_more()
    {
        await IndexAsync(Caused());
        Assert.Equal(["get", "batch get 1", "put waiting", "batch get 1, consistently", "put copy"], await EnrichAsync());
    }

    private async Task<string[]> IndexAsync(params string[] records)
    {
        var file = new LogObject(
            "trail",
            $"AWSLogs/{Account}/CloudTrail/us-east-1/2022/03/17/{Account}_CloudTrail_us-east-1_20220317T0200Z_{++_files:D16}.json.gz");
        _store.AddSource(
            file, new SourceFile(Gzip(File(records)), "etag", _time.GetUtcNow(), new ContentHeaders("application/json", "gzip")));
        await _index.RunAsync(new ObjectCreated(file) { EventTime = _time.GetUtcNow() }, TestContext.Current.CancellationToken);
        return Take();
    }

    private async Task<string[]> EnrichAsync()
    {
        foreach (var request in _queue.TakeAll())
        {
            await _enrich.RunAsync(request, TestContext.Current.CancellationToken);
        }

        return Take();
    }

    /// <summary>What was asked of both services, in order.</summary>
    private string[] Take() => _store.Take(_dynamoDb.Take().Select(request => request switch
    {
        PutItemRequest { Item: var item } when item["principalArn"].S.StartsWith("waiting#", StringComparison.Ordinal) => "put waiting",
        PutItemRequest { Item: var item } when item["kind"].S == "agentCall" => "put agentCall",
        PutItemRequest { Item: var item } => $"put {item["session"].S.Split('#')[1]}",
        QueryRequest query when query.ExpressionAttributeValues[":partition"].S.StartsWith(
            "waiting#", StringComparison.Ordinal) => "query waiting",
        QueryRequest query => $"query evidence{(query.ConsistentRead == true ? ", consistently" : "")}",
        BatchGetItemRequest { RequestItems: var items } => items.Values.Select(
            asked => $"batch get {asked.Keys.Count}{(asked.ConsistentRead == true ? ", consistently" : "")}").Single(),
        _ => "delete waiting",
    }));

    /// <summary>A bucket in memory that writes down what it is asked.</summary>
    private sealed class CountedStore : ILogStore
    {
        private readonly InMemoryLogStore _store = new();
        private readonly List<string> _calls = [];

        public void AddSource(LogObject file, SourceFile content) => _store.AddSource(file, content);

        /// <summary>The bucket's calls with the table's between its first reads and its writes, where the passes make them.</summary>
        public string[] Take(IEnumerable<string> ofTable)
        {
            string[] taken = [.. _calls.Where(IsRead), .. ofTable, .. _calls.Where(call => !IsRead(call))];
            _calls.Clear();
            return taken;

            static bool IsRead(string call) => call is "get" or "find copy";
        }

        public Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken) =>
            Count("get", () => _store.GetAsync(source, cancellationToken));

        public Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken) =>
            Count("find copy", () => _store.FindCopyAsync(copy, cancellationToken));

        public Task<bool> TryPutCopyAsync(
            LogObject copy,
            ReadOnlyMemory<byte> content,
            ContentHeaders headers,
            CopyDescription description,
            PublishedCopy? replaces,
            CancellationToken cancellationToken) =>
            Count("put copy", () => _store.TryPutCopyAsync(copy, content, headers, description, replaces, cancellationToken));

        public Task<bool> CopyAsync(
            LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken) =>
            Count("copy", () => _store.CopyAsync(copy, headers, description, cancellationToken));

        private T Count<T>(string name, Func<T> call)
        {
            _calls.Add(name);
            return call();
        }
    }
}
