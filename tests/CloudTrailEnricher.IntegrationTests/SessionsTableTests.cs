using Amazon.DynamoDBv2.Model;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.IntegrationTests;

public sealed class SessionsTableTests(AwsEmulator emulator)
{
    private const string Alice = "arn:aws:iam::111122223333:user/alice";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Evidence_is_found_under_its_own_session_only()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        using var sessions = aws.NewSessions();
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
    public async Task The_table_is_laid_out_as_documented()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        using var sessions = aws.NewSessions();
        var session = Session("2024-05-06T07:00:00Z");
        var sibling = Sibling(session, "e2", "2024-05-06T07:12:00Z", "192.0.2.1");
        var signIn = SignIn(session, "e1", "2024-05-06T07:00:00Z", "192.0.2.1", "Mozilla/5.0") with { SwitchFrom = Alice };
        await sessions.PutAsync([signIn, sibling, Sibling(session, "e3", "2024-05-06T07:13:00Z", "192.0.2.1")], Token);
        await sessions.Waiting.AddAsync(session, new WaitingFile(new LogObject("bucket", "AWSLogs/x"), "0123456789abcdef"), Token);

        var items = await aws.TableAsync();

        Assert.Equal(
            [
                $"awsRegion=us-east-1\neventID=e1\neventName=ConsoleLogin\neventTime=2024-05-06T07:00:00Z\nkind=signIn\norder=2024-05-06T07:00:00Z#e1\nprincipalArn={Alice}\nsession=2024-05-06T07:00:00Z#{signIn.ItemKey}\nsourceIPAddress=192.0.2.1\nswitchFrom={Alice}\nuserAgent=Mozilla/5.0",
                $"awsRegion=us-east-1\neventID=e2\neventName=ListBuckets\neventTime=2024-05-06T07:12:00Z\nkind=browserSibling\nlastAwsRegion=us-east-1\nlastEventID=e3\nlastEventName=ListBuckets\nlastEventTime=2024-05-06T07:13:00Z\nlastOrder=2024-05-06T07:13:00Z#e3\norder=2024-05-06T07:12:00Z#e2\nprincipalArn={Alice}\nsession=2024-05-06T07:00:00Z#{sibling.ItemKey}\nsourceIPAddress=192.0.2.1\nuserAgent=Mozilla/5.0",
                $"knows=0123456789abcdef\nprincipalArn=waiting#{Alice}\nsession=2024-05-06T07:00:00Z#bucket/AWSLogs/x",
            ],
            items);
        Assert.StartsWith("browser#20240506T0710Z#", sibling.ItemKey, StringComparison.Ordinal);
        Assert.StartsWith("signin#e1#", signIn.ItemKey, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Items_expire_counted_from_their_writing()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        using var sessions = aws.NewSessions();
        var session = Session("2013-01-01T00:00:00Z");
        await sessions.PutAsync([SignIn(session, "e1", "2013-01-01T00:00:00Z", "192.0.2.1", "Mozilla/5.0")], Token);
        await sessions.WaitAsync(session, new LogObject("bucket", "key"), Token);

        var items = await aws.Clients.DynamoDb.ScanAsync(new ScanRequest { TableName = aws.Table }, Token);

        var expected = (aws.Time.GetUtcNow() + TimeSpan.FromDays(90)).ToUnixTimeSeconds().ToString();
        Assert.Equal([expected, expected], items.Items.Select(item => item["expiresAt"].N));
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
        using var aws = await Deployment.CreateAsync(emulator);
        var random = new Random(1);
        var tables = new List<List<string>>();
        for (var run = 0; run < 6; run++)
        {
            using var inThisOrder = await Deployment.CreateAsync(emulator, aws.Bucket);
            using var one = inThisOrder.NewSessions();
            using var another = inThisOrder.NewSessions();
            var twice = evidence.Concat(evidence).ToArray();
            random.Shuffle(twice);
            foreach (var (at, chunk) in twice.Chunk(3).Index())
            {
                await (at % 2 == 0 ? one : another).PutAsync(chunk, Token);
            }

            tables.Add(await inThisOrder.TableAsync());
        }

        Assert.Equal(5, tables[0].Count);
        Assert.Contains(
            tables[0],
            item => item.Contains("eventID=b0\n", StringComparison.Ordinal) && item.Contains("lastEventID=b3\n", StringComparison.Ordinal));
        Assert.All(tables, table => Assert.Equal(tables[0], table));
    }

    [Fact]
    public async Task Concurrent_writers_of_one_slot_leave_its_first_and_its_last_call()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var session = Session("2024-05-06T07:00:00Z");
        var calls = Enumerable.Range(0, 40)
            .Select(n => Sibling(session, $"b{n:00}", $"2024-05-06T07:1{n / 10}:{n % 10:00}Z", "192.0.2.1"))
            .ToArray();
        new Random(1).Shuffle(calls);

        await Parallel.ForEachAsync(calls.Chunk(4), Token, async (chunk, token) =>
        {
            using var writer = aws.NewSessions();
            foreach (var call in chunk)
            {
                await writer.PutAsync([call], token);
            }
        });

        using var reader = aws.NewSessions();
        var item = Assert.Single(await reader.FindAsync(session, consistent: true, Token));
        Assert.Equal(("b00", "b39"), (item.First.EventId, item.Last.EventId));
    }

    [Theory]
    [InlineData(84, "2024-05-06T07:12:00Z", 90)]
    [InlineData(82, "2024-05-06T07:12:00Z", 90 - 82)]
    public async Task Evidence_that_is_seen_again_in_its_last_week_is_kept(int days, string eventTime, int daysLeft)
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var session = Session("2024-05-06T07:00:00Z");
        Evidence[] evidence =
        [
            SignIn(session, "e1", "2024-05-06T07:00:00Z", "192.0.2.1", "x"),
            Sibling(session, "b1", eventTime, "192.0.2.1"),
        ];
        using (var writer = aws.NewSessions())
        {
            await writer.PutAsync(evidence, Token);
        }

        aws.Time.Advance(TimeSpan.FromDays(days));
        using (var writer = aws.NewSessions())
        {
            await writer.PutAsync(evidence, Token);
        }

        var items = await aws.Clients.DynamoDb.ScanAsync(new ScanRequest { TableName = aws.Table }, Token);
        var expected = (aws.Time.GetUtcNow() + TimeSpan.FromDays(daysLeft)).ToUnixTimeSeconds().ToString();
        Assert.Equal([expected, expected], items.Items.Select(item => item["expiresAt"].N));
    }

    [Fact]
    public async Task Items_of_an_earlier_version_are_read_as_one_moment_and_grow()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var session = Session("2024-05-06T07:00:00Z");
        var call = Sibling(session, "b1", "2024-05-06T07:12:00Z", "192.0.2.1");
        await PutOldAsync("signin#e1", "signIn", "ConsoleLogin", "e1", "2024-05-06T07:00:00Z");
        await PutOldAsync(call.ItemKey, "browserSibling", "ListBuckets", "b1", "2024-05-06T07:12:00Z");
        using var sessions = aws.NewSessions();
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

        Task PutOldAsync(string key, string kind, string name, string id, string time) => aws.Clients.DynamoDb.PutItemAsync(
            aws.Table,
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
        using var aws = await Deployment.CreateAsync(emulator);
        using var sessions = aws.NewSessions();
        var session = Session("2024-05-06T07:00:00Z");
        var longAgent = "Mozilla/5.0 " + new string('x', 100_000);
        var evidence = Enumerable.Range(0, 25)
            .Select(i => SignIn(session, $"e{i:00}", "2024-05-06T07:00:00Z", "192.0.2.1", longAgent))
            .ToArray();
        await sessions.PutAsync(evidence, Token);
        var firstPage = await aws.Clients.DynamoDb.QueryAsync(
            new QueryRequest
            {
                TableName = aws.Table,
                KeyConditionExpression = "principalArn = :arn",
                ExpressionAttributeValues = new() { [":arn"] = new AttributeValue { S = Alice } },
            },
            Token);

        var found = await sessions.FindAsync(session, consistent: false, Token);

        Assert.InRange(firstPage.Items.Count, 1, 24);
        Assert.Equal(evidence, found.OrderBy(one => one.EventId, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Files_wait_until_they_are_taken_back()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        using var sessions = aws.NewSessions();
        var session = Session("2024-05-06T07:00:00Z");
        var one = new LogObject("bucket", "a/key with/slashes+");
        var another = new LogObject("bucket", "b");
        await sessions.WaitAsync(session, one, Token);
        await sessions.WaitAsync(session, one, Token);
        await sessions.WaitAsync(session, another, Token);
        await sessions.WaitAsync(Session("2024-05-06T07:00:01Z"), another, Token);

        Assert.Equal([one, another], (await sessions.Waiting.FindAsync(session, Token)).Select(waiting => waiting.File));
        Assert.Empty(await sessions.FindAsync(session, consistent: true, Token));

        await sessions.Waiting.RemoveAsync(session, one, Token);
        await sessions.Waiting.RemoveAsync(session, one, Token);

        Assert.Equal([another], (await sessions.Waiting.FindAsync(session, Token)).Select(waiting => waiting.File));
    }

    [Fact]
    public async Task A_warm_process_writes_the_same_evidence_once()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        using var sessions = aws.NewSessions();
        var session = Session("2024-05-06T07:00:00Z");
        var evidence = SignIn(session, "e1", "2024-05-06T07:00:00Z", "192.0.2.1", "Mozilla/5.0");
        await sessions.PutAsync([evidence], Token);
        await aws.Clients.DynamoDb.DeleteItemAsync(
            aws.Table,
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

    [Fact]
    public async Task A_read_that_fails_is_an_error_and_never_no_evidence()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        using var sessions = new TableReader(new SessionsTable(aws.Clients.DynamoDb, "no-such-table", TimeSpan.FromDays(1), aws.Time));

        var error = await Assert.ThrowsAsync<IOException>(
            () => sessions.FindAsync(Session("2024-05-06T07:00:00Z"), consistent: false, Token));

        Assert.StartsWith("table no-such-table: cannot read a session: ResourceNotFoundException", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_item_that_somebody_else_wrote_is_an_error_and_never_no_evidence()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        using var sessions = aws.NewSessions();
        await aws.Clients.DynamoDb.PutItemAsync(
            aws.Table,
            new() { ["principalArn"] = new AttributeValue(Alice), ["session"] = new AttributeValue("2024-05-06T07:00:00Z#signin#e1") },
            Token);

        var error = await Assert.ThrowsAsync<IOException>(
            () => sessions.FindAsync(Session("2024-05-06T07:00:00Z"), consistent: false, Token));

        Assert.Equal(
            $"table {aws.Table}: cannot read a session: an item of evidence lacks an attribute; something other than this program wrote " +
            $"to the table",
            error.Message);
    }

    private static SessionKey Session(string creationDate) => SessionKey.TryCreate(Alice, creationDate, out var session)
        ? session
        : throw new ArgumentException(creationDate);

    private static Evidence SignIn(SessionKey session, string id, string time, string? address, string? agent) =>
        new(session, EvidenceKind.SignIn, "ConsoleLogin", id, Time(time), "us-east-1", address, agent);

    private static Evidence Sibling(SessionKey session, string id, string time, string address) =>
        new(session, EvidenceKind.BrowserSibling, "ListBuckets", id, Time(time), "us-east-1", address, "Mozilla/5.0");

    private static CloudTrailTime Time(string text) =>
        CloudTrailTime.TryParse(text, out var time) ? time : throw new ArgumentException(text);
}
