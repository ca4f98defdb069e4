using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using CloudTrailEnricher.Aws;
using Microsoft.Extensions.Time.Testing;

namespace CloudTrailEnricher.IntegrationTests.Table;

/// <summary>A sessions table of a test's own.</summary>
internal sealed class TestTable(IAmazonDynamoDB client, string name, TimeSpan retention, FakeTimeProvider time) : IDisposable
{
    public static readonly TimeSpan Retention = TimeSpan.FromDays(90);

    public IAmazonDynamoDB Client => client;

    public string Name => name;

    public FakeTimeProvider Time => time;

    /// <summary>Makes a table as the template lays it out.</summary>
    /// <param name="client">The client, which is disposed of along with the table.</param>
    public static async Task<TestTable> CreateAsync(IAmazonDynamoDB client)
    {
        var name = $"sessions-{Guid.NewGuid():N}";
        await CreateAsync(client, name);
        return new TestTable(client, name, Retention, new FakeTimeProvider(DateTimeOffset.UtcNow));
    }

    /// <summary>Makes a table of this name.</summary>
    public static async Task CreateAsync(IAmazonDynamoDB client, string name)
    {
        await client.CreateTableAsync(new CreateTableRequest
        {
            TableName = name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new("principalArn", ScalarAttributeType.S), new("session", ScalarAttributeType.S)],
            KeySchema = [new("principalArn", KeyType.HASH), new("session", KeyType.RANGE)],
        });
        while ((await client.DescribeTableAsync(name)).Table.TableStatus != TableStatus.ACTIVE)
        {
            await Task.Yield();
        }
    }

    /// <summary>Its evidence and waiting files with a memory of their own, like another instance of the function.</summary>
    public TableReader NewSessions() => new(new SessionsTable(client, name, retention, time));

    /// <summary>Its items as text, without the time at which they expire.</summary>
    public async Task<List<string>> ItemsAsync()
    {
        var items = (await ScanAsync()).Select(Text).ToList();
        items.Sort(StringComparer.Ordinal);
        return items;

        static string Text(Dictionary<string, AttributeValue> item) => string.Join(
            '\n',
            item.Where(attribute => attribute.Key != "expiresAt")
                .OrderBy(attribute => attribute.Key)
                .Select(attribute => $"{attribute.Key}={attribute.Value.S}"));
    }

    /// <summary>When its items expire, in seconds since 1970.</summary>
    public async Task<IEnumerable<string>> ExpiriesAsync() => (await ScanAsync()).Select(item => item["expiresAt"].N);

    public void Dispose() => client.Dispose();

    private async Task<List<Dictionary<string, AttributeValue>>> ScanAsync()
    {
        var items = new List<Dictionary<string, AttributeValue>>();
        var request = new ScanRequest { TableName = name };
        do
        {
            var page = await client.ScanAsync(request);
            items.AddRange(page.Items ?? []);
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        return items;
    }
}
