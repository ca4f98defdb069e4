using Amazon.DynamoDBv2.Model;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;
using CloudTrailEnricher.Tests.Passes;
using Microsoft.Extensions.Time.Testing;
using static CloudTrailEnricher.Tests.Agents.AgentSamples;

namespace CloudTrailEnricher.Tests.Agents;

/// <summary>Agents' calls in the sessions table.</summary>
public sealed class AgentTableTests : IDisposable
{
    private readonly TableInMemory _dynamoDb = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 9, 1, 9, 0, 0, TimeSpan.Zero));
    private readonly SessionsTable _table;

    public AgentTableTests() => _table = new SessionsTable(_dynamoDb, "sessions", TimeSpan.FromDays(90), _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _table.Dispose();
        _dynamoDb.Dispose();
    }

    [Fact]
    public async Task A_request_has_one_item_in_a_partition_of_its_own()
    {
        await new DynamoDbEvidence(_table).PutAsync(Find(Call(Request())), Token);

        var item = Assert.Single(_dynamoDb.Items);
        Assert.Equal(
            """
            agentArn=arn:aws:sts::123456789012:assumed-role/user01/user01
            apiName=sts:GetCallerIdentity
            awsRegion=us-east-1
            eventID=m-1
            eventName=CallReadWriteTool
            eventTime=2026-09-01T09:00:02Z
            expiresAt=1796029200
            kind=agentCall
            principalArn=mcp#123456789012#r-1
            requestRegion=us-east-1
            session=agentCall
            sourceIPAddress=198.51.100.7
            tool=aws___run_script
            userAgent=python-httpx/0.28.1 mcp-proxy-for-aws/1.7.0 cursor-vscode/1.0.0
            """.ReplaceLineEndings("\n"),
            string.Join(
                '\n',
                item.Where(pair => pair.Key != "order")
                    .Select(pair => $"{pair.Key}={pair.Value.S ?? pair.Value.N}")
                    .Order(StringComparer.Ordinal)));
        Assert.StartsWith("2026-09-01T09:00:02Z#m-1#", item["order"].S, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claims_of_several_writers_in_any_order_leave_the_same_item()
    {
        Evidence[] claims =
        [
            .. Find(Call(Request())),
            .. Find(Call(Request(), "m-2", address: "192.0.2.9")),
            .. Find(Call(Request(), "m-3", tool: "aws___call_aws")),
            .. Find(Call(Request(), "m-0", address: "192.0.2.9")),
        ];
        var expected = claims.Aggregate((merged, claim) => merged.MergedWith(claim));
        Assert.Equal(("m-0", "m-1"), (expected.EventId, expected.Rival!.EventId));
        var random = new Random(1);
        for (var run = 0; run < 50; run++)
        {
            random.Shuffle(claims);
            using var dynamoDb = new TableInMemory();
            using var table = new SessionsTable(dynamoDb, "sessions", TimeSpan.FromDays(90), _time);
            foreach (var claim in claims)
            {
                await new DynamoDbEvidence(table).PutAsync([claim], Token);
            }

            Assert.Equal([expected], await new DynamoDbEvidence(table).FindRequestsAsync([claims[0].Session], consistent: true, Token));
        }
    }

    /// <summary>Between the read of an item and its replacement another claim is written.</summary>
    [Fact]
    public async Task A_claim_that_is_written_meanwhile_is_not_lost()
    {
        var (first, second, third) = (
            Find(Call(Request()))[0], Find(Call(Request(), "m-2", address: "192.0.2.9"))[0], Find(Call(Request(), "m-0", tool: "t"))[0]);
        await new DynamoDbEvidence(_table).PutAsync([first], Token);
        _dynamoDb.Before = request =>
        {
            if (request is PutItemRequest { ConditionExpression: "#first = :first AND attribute_not_exists(#last)" })
            {
                _dynamoDb.Before = null;
                new DynamoDbEvidence(_table).PutAsync([second], Token).GetAwaiter().GetResult();
            }
        };

        await new DynamoDbEvidence(_table).PutAsync([third], Token);

        Assert.Equal(
            [first.MergedWith(second).MergedWith(third)],
            await new DynamoDbEvidence(_table).FindRequestsAsync([first.Session], consistent: true, Token));
    }

    /// <summary>As in forged files: the first events are the same, and only what they claim tells the two apart.</summary>
    [Fact]
    public async Task A_claim_of_the_same_event_that_says_something_else_is_not_overwritten()
    {
        var (first, other, third) = (
            Find(Call(Request()))[0], Find(Call(Request(), address: "192.0.2.9"))[0], Find(Call(Request(), "m-2", tool: "t"))[0]);
        await new DynamoDbEvidence(_table).PutAsync([first], Token);
        _dynamoDb.Before = request =>
        {
            if (request is PutItemRequest { ConditionExpression: "#first = :first AND attribute_not_exists(#last)" })
            {
                _dynamoDb.Before = null;
                var stored = _dynamoDb.Items.Single();
                stored["sourceIPAddress"] = new AttributeValue { S = "192.0.2.9" };
                stored["order"] = new AttributeValue { S = $"2026-09-01T09:00:02Z#m-1#{other.Words}" };
            }
        };

        await new DynamoDbEvidence(_table).PutAsync([third], Token);

        Assert.Equal(
            [first.MergedWith(third).MergedWith(other)],
            await new DynamoDbEvidence(_table).FindRequestsAsync([first.Session], consistent: true, Token));
    }

    [Fact]
    public async Task What_the_table_leaves_unanswered_is_asked_for_again()
    {
        var claims = Find(Call(string.Join(',', Enumerable.Range(0, 25).Select(n => Request($"r-{n}")))));
        await new DynamoDbEvidence(_table).PutAsync(claims, Token);
        _dynamoDb.MostPerBatch = 10;

        var found = await new DynamoDbEvidence(_table).FindRequestsAsync(
            [.. claims.Select(claim => claim.Session)], consistent: true, Token);

        Assert.Equal(claims, found);
        Assert.Equal(3, _dynamoDb.Take().OfType<BatchGetItemRequest>().Count());
    }

    [Fact]
    public async Task A_table_that_answers_nothing_is_an_error_and_not_nothing_known()
    {
        var claims = Find(Call(Request()));
        await new DynamoDbEvidence(_table).PutAsync(claims, Token);
        _dynamoDb.MostPerBatch = 0;

        var read = new DynamoDbEvidence(_table).FindRequestsAsync([claims[0].Session], consistent: true, Token);
        while (!read.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        var error = await Assert.ThrowsAsync<IOException>(() => read);
        Assert.Equal("table sessions: cannot read requests: 1 items got no answer in 8 attempts; it will be tried again", error.Message);
    }

    [Fact]
    public async Task An_item_that_something_else_wrote_is_an_error()
    {
        await new DynamoDbEvidence(_table).PutAsync(Find(Call(Request())), Token);
        _dynamoDb.Items.Single().Remove("apiName");

        await Assert.ThrowsAsync<IOException>(
            () => new DynamoDbEvidence(_table).FindRequestsAsync(
                [.. Find(Call(Request())).Select(one => one.Session)], consistent: true, Token));
    }

    [Fact]
    public async Task A_note_keeps_the_requests_that_the_file_asks_for()
    {
        Assert.True(SessionKey.TryCreateAgents(Samples.Arn, out var agents));
        var note = WaitingFile.ForRequests(new LogObject("trail", "AWSLogs/x"), [.. Find(Call(Request())).Select(one => one.Session)]);
        var list = new DynamoDbWaitingList(_table);

        await list.AddAsync(agents, note, Token);

        Assert.Equal(
            ("waiting#" + Samples.Arn, "mcp#trail/AWSLogs/x"),
            _dynamoDb.Items.Select(item => (item["principalArn"].S, item["session"].S)).Single());
        Assert.Equal([note], await list.FindAsync(agents, Token));
        Assert.True(note.MayBeChangedBy(Find(Call(Request()))[0]));
        Assert.False(note.MayBeChangedBy(Find(Call(Request("r-2")))[0]));
    }

    private static IReadOnlyList<Evidence> Find(string record) => Samples.Scan(Samples.File(record)).Evidence;
}
