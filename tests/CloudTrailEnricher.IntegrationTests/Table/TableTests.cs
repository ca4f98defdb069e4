using Amazon.DynamoDBv2;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.IntegrationTests.Table;

/// <summary>
/// Tests of the sessions table against more than one DynamoDB: what one of them gets wrong or lets pass, another one need not.
/// </summary>
public abstract class TableTests
{
    private protected const string Alice = "arn:aws:iam::111122223333:user/alice";

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A client of the emulator under test.</summary>
    private protected abstract IAmazonDynamoDB NewClient();

    private protected Task<TestTable> NewTableAsync() => TestTable.CreateAsync(NewClient());

    /// <summary>moto, with conditions that it checks in one step with the write.</summary>
    private protected static IAmazonDynamoDB Moto(AwsEmulator emulator) => new AtomicDynamoDb(
        emulator.Connection, AwsClients.Configured(new AmazonDynamoDBConfig(), emulator.Connection));

    private protected static IAmazonDynamoDB Second(Dynalite dynalite) => new DynaliteClient(dynalite.Connection);

    private protected static SessionKey Session(string creationDate) => SessionKey.TryCreate(Alice, creationDate, out var session)
        ? session
        : throw new ArgumentException(creationDate);

    private protected static Evidence SignIn(SessionKey session, string id, string time, string? address, string? agent) =>
        new(session, EvidenceKind.SignIn, "ConsoleLogin", id, Time(time), "us-east-1", address, agent);

    private protected static Evidence Sibling(SessionKey session, string id, string time, string address) =>
        new(session, EvidenceKind.BrowserSibling, "ListBuckets", id, Time(time), "us-east-1", address, "Mozilla/5.0");

    private static CloudTrailTime Time(string text) =>
        CloudTrailTime.TryParse(text, out var time) ? time : throw new ArgumentException(text);
}
