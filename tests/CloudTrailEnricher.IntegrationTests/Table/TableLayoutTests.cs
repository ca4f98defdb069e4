using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.IntegrationTests.Table;

/// <summary>What the sessions table holds, how long, and what it says when it cannot be read.</summary>
public abstract class TableLayoutTests : TableTests
{
    [Fact]
    public async Task The_table_is_laid_out_as_documented()
    {
        using var table = await NewTableAsync();
        using var sessions = table.NewSessions();
        var session = Session("2024-05-06T07:00:00Z");
        var sibling = Sibling(session, "e2", "2024-05-06T07:12:00Z", "192.0.2.1");
        var signIn = SignIn(session, "e1", "2024-05-06T07:00:00Z", "192.0.2.1", "Mozilla/5.0") with { SwitchFrom = Alice };
        await sessions.PutAsync([signIn, sibling, Sibling(session, "e3", "2024-05-06T07:13:00Z", "192.0.2.1")], Token);
        await sessions.Waiting.AddAsync(session, new WaitingFile(new LogObject("bucket", "AWSLogs/x"), "0123456789abcdef"), Token);

        var items = await table.ItemsAsync();

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
        using var table = await NewTableAsync();
        using var sessions = table.NewSessions();
        var session = Session("2013-01-01T00:00:00Z");
        await sessions.PutAsync([SignIn(session, "e1", "2013-01-01T00:00:00Z", "192.0.2.1", "Mozilla/5.0")], Token);
        await sessions.WaitAsync(session, new LogObject("bucket", "key"), Token);

        var expected = (table.Time.GetUtcNow() + TimeSpan.FromDays(90)).ToUnixTimeSeconds().ToString();
        Assert.Equal([expected, expected], await table.ExpiriesAsync());
    }

    [Theory]
    [InlineData(84, "2024-05-06T07:12:00Z", 90)]
    [InlineData(82, "2024-05-06T07:12:00Z", 90 - 82)]
    public async Task Evidence_that_is_seen_again_in_its_last_week_is_kept(int days, string eventTime, int daysLeft)
    {
        using var table = await NewTableAsync();
        var session = Session("2024-05-06T07:00:00Z");
        Evidence[] evidence =
        [
            SignIn(session, "e1", "2024-05-06T07:00:00Z", "192.0.2.1", "x"),
            Sibling(session, "b1", eventTime, "192.0.2.1"),
        ];
        using (var writer = table.NewSessions())
        {
            await writer.PutAsync(evidence, Token);
        }

        table.Time.Advance(TimeSpan.FromDays(days));
        using (var writer = table.NewSessions())
        {
            await writer.PutAsync(evidence, Token);
        }

        var expected = (table.Time.GetUtcNow() + TimeSpan.FromDays(daysLeft)).ToUnixTimeSeconds().ToString();
        Assert.Equal([expected, expected], await table.ExpiriesAsync());
    }

    [Fact]
    public async Task Files_wait_until_they_are_taken_back()
    {
        using var table = await NewTableAsync();
        using var sessions = table.NewSessions();
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
    public async Task A_read_that_fails_is_an_error_and_never_no_evidence()
    {
        using var table = await NewTableAsync();
        using var sessions = new TableReader(new SessionsTable(table.Client, "no-such-table", TimeSpan.FromDays(1), table.Time));

        var error = await Assert.ThrowsAsync<AwsSetupException>(
            () => sessions.FindAsync(Session("2024-05-06T07:00:00Z"), consistent: false, Token));

        Assert.StartsWith(
            "table no-such-table: cannot read a session: there is no such table in ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_item_that_somebody_else_wrote_is_an_error_and_never_no_evidence()
    {
        using var table = await NewTableAsync();
        using var sessions = table.NewSessions();
        await table.Client.PutItemAsync(
            table.Name,
            new() { ["principalArn"] = new AttributeValue(Alice), ["session"] = new AttributeValue("2024-05-06T07:00:00Z#signin#e1") },
            Token);

        var error = await Assert.ThrowsAsync<IOException>(
            () => sessions.FindAsync(Session("2024-05-06T07:00:00Z"), consistent: false, Token));

        Assert.Equal(
            $"table {table.Name}: cannot read a session: an item of evidence lacks an attribute; something other than this program wrote " +
            $"to the table",
            error.Message);
    }

    [Fact]
    public async Task A_key_beyond_DynamoDBs_limit_is_an_error_and_nothing_is_written()
    {
        using var table = await NewTableAsync();
        using var sessions = table.NewSessions();
        var file = new LogObject("bucket", new string('k', 1024));

        var error = await Assert.ThrowsAsync<IOException>(() => sessions.WaitAsync(Session("2024-05-06T07:00:00Z"), file, Token));

        Assert.StartsWith(
            $"table {table.Name}: cannot note a waiting file: ValidationException: One or more parameter values were invalid: ",
            error.Message,
            StringComparison.Ordinal);
        Assert.Empty(await table.ItemsAsync());
    }

    [Fact]
    public async Task An_item_beyond_DynamoDBs_limit_is_an_error_and_nothing_is_written()
    {
        using var table = await NewTableAsync();
        using var sessions = table.NewSessions();
        var signIn = SignIn(Session("2024-05-06T07:00:00Z"), "e1", "2024-05-06T07:00:00Z", "192.0.2.1", new string('x', 400 * 1024));

        var error = await Assert.ThrowsAsync<IOException>(() => sessions.PutAsync([signIn], Token));

        Assert.StartsWith(
            $"table {table.Name}: cannot store evidence: ValidationException: Item size has exceeded the maximum allowed size",
            error.Message,
            StringComparison.Ordinal);
        Assert.Empty(await table.ItemsAsync());
    }
}

/// <inheritdoc/>
public sealed class LayoutOnMotoTests(AwsEmulator emulator) : TableLayoutTests
{
    private protected override IAmazonDynamoDB NewClient() => Moto(emulator);
}

/// <inheritdoc/>
public sealed class LayoutOnDynaliteTests(Dynalite dynalite) : TableLayoutTests, IClassFixture<Dynalite>
{
    private protected override IAmazonDynamoDB NewClient() => Second(dynalite);
}
