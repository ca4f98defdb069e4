using Amazon.DynamoDBv2.Model;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.IntegrationTests;

public sealed class DynamoDbSessionIndexTests(AwsEmulator emulator)
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

        await sessions.PutAsync([.. evidence, SignIn(Session("2024-05-06T07:00:01Z"), "e5", "2024-05-06T07:00:01Z", "192.0.2.9", "x")], Token);

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
        await sessions.PutAsync([SignIn(session, "e1", "2024-05-06T07:00:00Z", "192.0.2.1", "Mozilla/5.0"), sibling], Token);
        await sessions.AddWaitingAsync(session, new LogObject("bucket", "AWSLogs/x"), Token);

        var items = await aws.TableAsync();

        Assert.Equal(
            [
                $"awsRegion=us-east-1\neventID=e1\neventName=ConsoleLogin\neventTime=2024-05-06T07:00:00Z\nkind=signIn\norder=2024-05-06T07:00:00Z#e1\nprincipalArn={Alice}\nsession=2024-05-06T07:00:00Z#signin#e1\nsourceIPAddress=192.0.2.1\nuserAgent=Mozilla/5.0",
                $"awsRegion=us-east-1\neventID=e2\neventName=ListBuckets\neventTime=2024-05-06T07:12:00Z\nkind=browserSibling\norder=2024-05-06T07:12:00Z#e2\nprincipalArn={Alice}\nsession=2024-05-06T07:00:00Z#{sibling.ItemKey}\nsourceIPAddress=192.0.2.1\nuserAgent=Mozilla/5.0",
                $"principalArn=waiting#{Alice}\nsession=2024-05-06T07:00:00Z#bucket/AWSLogs/x",
            ],
            items);
        Assert.StartsWith("browser#20240506T0710Z#", sibling.ItemKey, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Items_expire_counted_from_their_writing()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        using var sessions = aws.NewSessions();
        var session = Session("2013-01-01T00:00:00Z");
        await sessions.PutAsync([SignIn(session, "e1", "2013-01-01T00:00:00Z", "192.0.2.1", "Mozilla/5.0")], Token);
        await sessions.AddWaitingAsync(session, new LogObject("bucket", "key"), Token);

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
        Assert.Contains(tables[0], item => item.Contains("eventID=b0\n", StringComparison.Ordinal));
        Assert.All(tables, table => Assert.Equal(tables[0], table));
    }

    [Fact]
    public async Task A_session_of_several_pages_is_read_whole()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        using var sessions = aws.NewSessions();
        var session = Session("2024-05-06T07:00:00Z");
        var longAgent = "Mozilla/5.0 " + new string('x', 100_000);
        var evidence = Enumerable.Range(0, 25).Select(i => SignIn(session, $"e{i:00}", "2024-05-06T07:00:00Z", "192.0.2.1", longAgent)).ToArray();
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
        await sessions.AddWaitingAsync(session, one, Token);
        await sessions.AddWaitingAsync(session, one, Token);
        await sessions.AddWaitingAsync(session, another, Token);
        await sessions.AddWaitingAsync(Session("2024-05-06T07:00:01Z"), another, Token);

        Assert.Equal([one, another], await sessions.FindWaitingAsync(session, Token));
        Assert.Empty(await sessions.FindAsync(session, consistent: true, Token));

        await sessions.RemoveWaitingAsync(session, one, Token);
        await sessions.RemoveWaitingAsync(session, one, Token);

        Assert.Equal([another], await sessions.FindWaitingAsync(session, Token));
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
            new() { ["principalArn"] = new AttributeValue(Alice), ["session"] = new AttributeValue("2024-05-06T07:00:00Z#signin#e1") },
            Token);

        await sessions.PutAsync([evidence], Token);

        Assert.Empty(await sessions.FindAsync(session, consistent: true, Token));
    }

    [Fact]
    public async Task A_read_that_fails_is_an_error_and_never_no_evidence()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        using var sessions = new DynamoDbSessionIndex(aws.Clients.DynamoDb, "no-such-table", TimeSpan.FromDays(1), aws.Time);

        var error = await Assert.ThrowsAsync<IOException>(() => sessions.FindAsync(Session("2024-05-06T07:00:00Z"), consistent: false, Token));

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

        var error = await Assert.ThrowsAsync<IOException>(() => sessions.FindAsync(Session("2024-05-06T07:00:00Z"), consistent: false, Token));

        Assert.Equal(
            $"table {aws.Table}: cannot read a session: an item of evidence lacks an attribute; something other than this program wrote to the table",
            error.Message);
    }

    private static SessionKey Session(string creationDate) => SessionKey.TryCreate(Alice, creationDate, out var session)
        ? session
        : throw new ArgumentException(creationDate);

    private static Evidence SignIn(SessionKey session, string id, string time, string? address, string? agent) =>
        new(session, EvidenceKind.SignIn, "ConsoleLogin", id, Time(time), "us-east-1", address, agent);

    private static Evidence Sibling(SessionKey session, string id, string time, string address) =>
        new(session, EvidenceKind.BrowserSibling, "ListBuckets", id, Time(time), "us-east-1", address, "Mozilla/5.0");

    private static CloudTrailTime Time(string text) => CloudTrailTime.TryParse(text, out var time) ? time : throw new ArgumentException(text);
}
