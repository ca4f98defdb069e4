using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Aws;

/// <summary>The session index in one DynamoDB table.</summary>
/// <remarks>
/// Every fault, throttling after all retries among them, is an <see cref="IOException"/>: no read that failed or was cut short
/// is ever taken for "nothing known".
/// </remarks>
/// <param name="client">The client; it stays its owner's.</param>
/// <param name="table">The table's name.</param>
/// <param name="retention">How long items stay, counted from their writing: counted from the event, a backfill's would expire at once.</param>
/// <param name="time">The clock.</param>
public sealed class DynamoDbSessionIndex(IAmazonDynamoDB client, string table, TimeSpan retention, TimeProvider time) : ISessionIndex, IDisposable
{
    /// <summary>Calls under way at once: a file with many sessions must not exhaust the connections.</summary>
    private const int MostCalls = 16;

    /// <summary>About 10 MB of evidence.</summary>
    private const int MostRemembered = 20_000;

    private readonly SemaphoreSlim _calls = new(MostCalls);
    private readonly WrittenEvidence _written = new(MostRemembered);

    /// <inheritdoc/>
    public Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken) => Task.WhenAll(evidence
        .GroupBy(one => (one.Session, one.ItemKey))
        .Select(sameItem => sameItem.Aggregate((stored, one) => one.Replaces(stored) ? one : stored))
        .Where(one => !_written.Covers(one))
        .Select(one => PutAsync(one, cancellationToken)));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken) =>
        await QueryAsync(session.PrincipalArn, session, consistent, SessionItem.Read, cancellationToken);

    /// <inheritdoc/>
    public Task AddWaitingAsync(SessionKey session, LogObject file, CancellationToken cancellationToken)
    {
        var request = new PutItemRequest { TableName = table, Item = SessionItem.Waiting(session, file, Expiry()) };
        return CallAsync("note a waiting file", token => client.PutItemAsync(request, token), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LogObject>> FindWaitingAsync(SessionKey session, CancellationToken cancellationToken) =>
        await QueryAsync(SessionItem.WaitingPartition(session), session, consistent: true, SessionItem.ReadWaiting, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveWaitingAsync(SessionKey session, LogObject file, CancellationToken cancellationToken)
    {
        var request = new DeleteItemRequest { TableName = table, Key = SessionItem.WaitingKeys(session, file) };
        return CallAsync("forget a waiting file", token => client.DeleteItemAsync(request, token), cancellationToken);
    }

    /// <summary>Ends the use of the index; the client is not closed.</summary>
    public void Dispose() => _calls.Dispose();

    /// <summary>
    /// Writes one item unless what is stored stays before it: a sign-in's item never changes,
    /// of two siblings the earlier one stays. So the order of arrival does not matter.
    /// </summary>
    private async Task PutAsync(Evidence evidence, CancellationToken cancellationToken)
    {
        var request = new PutItemRequest
        {
            TableName = table,
            Item = SessionItem.Of(evidence, Expiry()),
            ConditionExpression = "attribute_not_exists(" + SessionItem.PartitionKey + ")",
        };
        if (evidence.Kind == EvidenceKind.BrowserSibling)
        {
            request.ConditionExpression += " OR #order > :order";
            request.ExpressionAttributeNames = new() { ["#order"] = SessionItem.Order };
            request.ExpressionAttributeValues = new() { [":order"] = request.Item[SessionItem.Order] };
        }

        await CallAsync("store evidence", token => PutUnlessStoredAsync(request, token), cancellationToken);
        _written.Add(evidence);
    }

    private async Task<bool> PutUnlessStoredAsync(PutItemRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await client.PutItemAsync(request, cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    /// <summary>Everything of one session in one partition: one query, and one more for every further megabyte.</summary>
    private async Task<List<T>> QueryAsync<T>(
        string partition,
        SessionKey session,
        bool consistent,
        Func<SessionKey, Dictionary<string, AttributeValue>, T> read,
        CancellationToken cancellationToken)
    {
        var found = new List<T>();
        var request = new QueryRequest
        {
            TableName = table,
            KeyConditionExpression = "#partition = :partition AND begins_with(#sort, :prefix)",
            ExpressionAttributeNames = new() { ["#partition"] = SessionItem.PartitionKey, ["#sort"] = SessionItem.SortKey },
            ExpressionAttributeValues = new()
            {
                [":partition"] = new AttributeValue { S = partition },
                [":prefix"] = new AttributeValue { S = SessionItem.SortPrefix(session) },
            },
            ConsistentRead = consistent,
        };
        do
        {
            request.ExclusiveStartKey = await CallAsync("read a session", ReadPageAsync, cancellationToken);
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        return found;

        async Task<Dictionary<string, AttributeValue>?> ReadPageAsync(CancellationToken token)
        {
            var page = await client.QueryAsync(request, token);
            found.AddRange((page.Items ?? []).Select(item => read(session, item)));
            return page.LastEvaluatedKey;
        }
    }

    private async Task<T> CallAsync<T>(string purpose, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        await _calls.WaitAsync(cancellationToken);
        try
        {
            return await call(cancellationToken);
        }
        catch (Exception e) when (AwsFault.Is(e, cancellationToken))
        {
            throw AwsFault.Named($"table {table}: cannot {purpose}", e);
        }
        finally
        {
            _calls.Release();
        }
    }

    private DateTimeOffset Expiry() => time.GetUtcNow() + retention;
}
