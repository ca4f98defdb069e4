using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.IntegrationTests.Table;

/// <summary>Evidence in the sessions table: its conditions and its pages.</summary>
public abstract class EvidenceInTableTests : TableTests
{
    [Fact]
    public async Task Evidence_is_found_under_its_own_session_only()
    {
        using var table = await NewTableAsync();
        using var sessions = table.NewSessions();
        var session = Session("2024-05-06T07:00:00Z");
        Evidence[] evidence =
        [
            SignIn(session, "e1", "2024-05-06T07:00:00Z", "192.0.2.1", "Mozilla/5.0"),
            SignIn(session, "e2", "2024-05-06T07:00:01Z", null, "Mozilla/5.0"),
            SignIn(session, "e3", "2024-05-06T07:00:02Z", "2001:db8::1", null),
            Sibling(session, "e4", "2024-05-06T07:12:00Z", "192.0.2.1"),
        ];

        await sessions.PutAsync(
            [.. evidence, SignIn(Session("2024-05-06T07:00:01Z"), "e5", "2024-05-06T07:00:01Z", "192.0.2.9", "x")], Token);

        var found = await sessions.FindAsync(session, consistent: true, Token);
        Assert.Equal(evidence, found.OrderBy(one => one.EventId, StringComparer.Ordinal));
        Assert.Empty(await sessions.FindAsync(Session("2024-05-06T07:00:02Z"), consistent: false, Token));
    }

    [Fact]
    public async Task The_same_evidence_in_any_order_any_number_of_times_gives_the_same_table()
    {
        var session = Session("2024-05-06T07:00:00Z");
        Evidence[] evidence =
        [
            SignIn(session, "e1", "2024-05-06T07:00:00Z", "192.0.2.1", "Mozilla/5.0"),
            SignIn(session, "e2", "2024-05-06T07:00:00Z", "192.0.2.2", "Mozilla/5.0"),
            Sibling(session, "b3", "2024-05-06T07:12:00Z", "192.0.2.1"),
            Sibling(session, "b2", "2024-05-06T07:11:00Z", "192.0.2.1"),
            Sibling(session, "b1", "2024-05-06T07:12:00Z", "192.0.2.1"),
            Sibling(session, "b0", "2024-05-06T07:11:00Z", "192.0.2.1"),
            Sibling(session, "c1", "2024-05-06T07:11:00Z", "192.0.2.3"),
            Sibling(session, "d1", "2024-05-06T07:21:00Z", "192.0.2.1"),
        ];
        var random = new Random(1);
        var tables = new List<List<string>>();
        for (var run = 0; run < 6; run++)
        {
            using var table = await NewTableAsync();
            using var one = table.NewSessions();
            using var another = table.NewSessions();
            var twice = evidence.Concat(evidence).ToArray();
            random.Shuffle(twice);
            foreach (var (at, chunk) in twice.Chunk(3).Index())
            {
                await (at % 2 == 0 ? one : another).PutAsync(chunk, Token);
            }

            tables.Add(await table.ItemsAsync());
        }

        Assert.Equal(5, tables[0].Count);
        Assert.Contains(
            tables[0],
            item => item.Contains("eventID=b0\n", StringComparison.Ordinal) && item.Contains("lastEventID=b3\n", StringComparison.Ordinal));
        Assert.All(tables, items => Assert.Equal(tables[0], items));
    }

    [Fact]
    public async Task Concurrent_writers_of_one_slot_leave_its_first_and_its_last_call()
    {
        using var table = await NewTableAsync();
        var session = Session("2024-05-06T07:00:00Z");
        var calls = Enumerable.Range(0, 40)
            .Select(n => Sibling(session, $"b{n:00}", $"2024-05-06T07:1{n / 10}:{n % 10:00}Z", "192.0.2.1"))
            .ToArray();
        new Random(1).Shuffle(calls);

        await Parallel.ForEachAsync(calls.Chunk(4), Token, async (chunk, token) =>
        {
            using var writer = table.NewSessions();
            foreach (var call in chunk)
            {
                await writer.PutAsync([call], token);
            }
        });

        using var reader = table.NewSessions();
        var item = Assert.Single(await reader.FindAsync(session, consistent: true, Token));
        Assert.Equal(("b00", "b39"), (item.First.EventId, item.Last.EventId));
    }

    [Fact]
    public async Task Items_of_an_earlier_version_are_read_as_one_moment_and_grow()
    {
        using var table = await NewTableAsync();
        var session = Session("2024-05-06T07:00:00Z");
        var call = Sibling(session, "b1", "2024-05-06T07:12:00Z", "192.0.2.1");
        await PutOldAsync("signin#e1", "signIn", "ConsoleLogin", "e1", "2024-05-06T07:00:00Z");
        await PutOldAsync(call.ItemKey, "browserSibling", "ListBuckets", "b1", "2024-05-06T07:12:00Z");
        using var sessions = table.NewSessions();
        Assert.Equal(
            [("b1", "b1"), ("e1", "e1")],
            (await sessions.FindAsync(session, consistent: true, Token)).Select(item => (item.First.EventId, item.Last.EventId)).Order());

        await sessions.PutAsync(
            [
                Sibling(session, "b2", "2024-05-06T07:14:00Z", "192.0.2.1"),
                SignIn(session, "e1", "2024-05-06T07:00:00Z", "192.0.2.1", "Mozilla/5.0") with { SwitchFrom = Alice },
            ],
            Token);

        var found = await sessions.FindAsync(session, consistent: true, Token);
        Assert.Equal(
            [("b1", "b2", null), ("e1", "e1", null), ("e1", "e1", Alice)],
            found.Select(item => (item.First.EventId, item.Last.EventId, item.SwitchFrom)).Order());

        Task PutOldAsync(string key, string kind, string name, string id, string time) => table.Client.PutItemAsync(
            table.Name,
            new()
            {
                ["principalArn"] = new(Alice),
                ["session"] = new($"2024-05-06T07:00:00Z#{key}"),
                ["kind"] = new(kind),
                ["eventName"] = new(name),
                ["eventID"] = new(id),
                ["eventTime"] = new(time),
                ["awsRegion"] = new("us-east-1"),
                ["sourceIPAddress"] = new("192.0.2.1"),
                ["userAgent"] = new("Mozilla/5.0"),
                ["order"] = new($"{time}#{id}"),
                ["expiresAt"] = new() { N = "4102444800" },
            },
            Token);
    }

    [Fact]
    public async Task A_session_of_several_pages_is_read_whole()
    {
        using var table = await NewTableAsync();
        using var sessions = table.NewSessions();
        var session = Session("2024-05-06T07:00:00Z");
        var longAgent = "Mozilla/5.0 " + new string('x', 100_000);
        var evidence = Enumerable.Range(0, 25)
            .Select(i => SignIn(session, $"e{i:00}", "2024-05-06T07:00:00Z", "192.0.2.1", longAgent))
            .ToArray();
        await sessions.PutAsync(evidence, Token);
        var firstPage = await table.Client.QueryAsync(
            new QueryRequest
            {
                TableName = table.Name,
                KeyConditionExpression = "principalArn = :arn",
                ExpressionAttributeValues = new() { [":arn"] = new AttributeValue { S = Alice } },
            },
            Token);

        var found = await sessions.FindAsync(session, consistent: false, Token);

        Assert.InRange(firstPage.Items.Count, 1, 24);
        Assert.Equal(evidence, found.OrderBy(one => one.EventId, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_warm_process_writes_the_same_evidence_once()
    {
        using var table = await NewTableAsync();
        using var sessions = table.NewSessions();
        var session = Session("2024-05-06T07:00:00Z");
        var evidence = SignIn(session, "e1", "2024-05-06T07:00:00Z", "192.0.2.1", "Mozilla/5.0");
        await sessions.PutAsync([evidence], Token);
        await table.Client.DeleteItemAsync(
            table.Name,
            new()
            {
                ["principalArn"] = new AttributeValue(Alice),
                ["session"] = new AttributeValue(
                $"2024-05-06T07:00:00Z#{evidence.ItemKey}")
            },
            Token);

        await sessions.PutAsync([evidence], Token);

        Assert.Empty(await sessions.FindAsync(session, consistent: true, Token));
    }
}

/// <inheritdoc/>
public sealed class EvidenceOnMotoTests(AwsEmulator emulator) : EvidenceInTableTests
{
    private protected override IAmazonDynamoDB NewClient() => Moto(emulator);
}

/// <inheritdoc/>
public sealed class EvidenceOnDynaliteTests(Dynalite dynalite) : EvidenceInTableTests, IClassFixture<Dynalite>
{
    private protected override IAmazonDynamoDB NewClient() => Second(dynalite);
}
