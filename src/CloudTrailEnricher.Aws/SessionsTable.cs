using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Aws;

/// <summary>The one DynamoDB table of evidence and waiting files.</summary>
/// <remarks>
/// Every fault, throttling after all retries among them, is an <see cref="IOException"/>: no read that failed or was cut short
/// is ever taken for "nothing known".
/// </remarks>
/// <param name="client">The client; the caller disposes of it.</param>
/// <param name="name">The table's name.</param>
/// <param name="retention">
/// How long items stay, counted from their writing: counted from the event, a backfill's would expire at once.
/// </param>
/// <param name="time">The clock.</param>
public sealed class SessionsTable(IAmazonDynamoDB client, string name, TimeSpan retention, TimeProvider time) : IDisposable
{
    /// <summary>Calls under way at once: a file with many sessions must not exhaust the connections.</summary>
    private const int MaxCalls = 16;

    /// <summary>
    /// Evidence that is needed again is kept when it would expire within this time, or it would be gone between two passes of a backfill.
    /// </summary>
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(7);

    /// <summary>DynamoDB's own limit ("BatchGetItem").</summary>
    private const int MaxKeysPerCall = 100;

    /// <summary>With pauses that double, some six seconds.</summary>
    private const int MaxBatchAttempts = 8;

    private readonly SemaphoreSlim _calls = new(MaxCalls);

    /// <summary>When an item that is written now expires.</summary>
    internal DateTimeOffset Expiry => time.GetUtcNow() + retention;

    /// <summary>
    /// Whether an item is to be written again because it expires soon. Items of a short retention are renewed in its last half.
    /// </summary>
    internal bool ExpiresSoon(DateTimeOffset expiresAt) =>
        expiresAt - time.GetUtcNow() < (retention < 2 * RenewBefore ? retention / 2 : RenewBefore);

    /// <summary>Everything of one session in one partition: one query, and one more for every further megabyte.</summary>
    internal async Task<List<T>> QueryAsync<T>(
        string partition,
        SessionKey session,
        bool consistent,
        Func<SessionKey, Dictionary<string, AttributeValue>, T> read,
        CancellationToken cancellationToken)
    {
        var found = new List<T>();
        var request = new QueryRequest
        {
            TableName = name,
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

    /// <summary>
    /// The items with these keys that exist: one call for every hundred, and more where the table does not answer all at once.
    /// </summary>
    internal async Task<List<Dictionary<string, AttributeValue>>> GetAsync(
        string purpose, IEnumerable<Dictionary<string, AttributeValue>> keys, bool consistent, CancellationToken cancellationToken)
    {
        var batches = await Task.WhenAll(
            keys.Chunk(MaxKeysPerCall).Select(batch => GetBatchAsync(purpose, batch, consistent, cancellationToken)));
        return [.. batches.SelectMany(items => items)];
    }

    /// <summary>Writes an item, replacing any that exists.</summary>
    internal Task PutAsync(string purpose, Dictionary<string, AttributeValue> item, CancellationToken cancellationToken) =>
        CallAsync(purpose, token => client.PutItemAsync(new PutItemRequest { TableName = name, Item = item }, token), cancellationToken);

    /// <summary>Writes an item if its condition holds.</summary>
    /// <returns>Null when it was written; otherwise the item that is there.</returns>
    internal Task<Dictionary<string, AttributeValue>?> PutIfAsync(
        string purpose, PutItemRequest request, CancellationToken cancellationToken)
    {
        request.TableName = name;
        request.ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD;
        return CallAsync(purpose, PutAsync, cancellationToken);

        async Task<Dictionary<string, AttributeValue>?> PutAsync(CancellationToken token)
        {
            try
            {
                await client.PutItemAsync(request, token);
                return null;
            }
            catch (ConditionalCheckFailedException e)
            {
                return e.Item ?? [];
            }
        }
    }

    /// <summary>Deletes an item, if it is there.</summary>
    internal Task DeleteAsync(string purpose, Dictionary<string, AttributeValue> key, CancellationToken cancellationToken) =>
        CallAsync(
            purpose, token => client.DeleteItemAsync(new DeleteItemRequest { TableName = name, Key = key }, token), cancellationToken);

    /// <summary>Ends the use of the table; the client is not closed.</summary>
    public void Dispose() => _calls.Dispose();

    /// <summary>What the table leaves unanswered, because it is throttled or the answer would exceed 16 MB, is asked for again.</summary>
    private async Task<List<Dictionary<string, AttributeValue>>> GetBatchAsync(
        string purpose, Dictionary<string, AttributeValue>[] keys, bool consistent, CancellationToken cancellationToken)
    {
        var found = new List<Dictionary<string, AttributeValue>>();
        var left = new KeysAndAttributes { Keys = [.. keys], ConsistentRead = consistent };
        for (var attempt = 0; attempt < MaxBatchAttempts; attempt++)
        {
            var request = new BatchGetItemRequest { RequestItems = new() { [name] = left } };
            var answer = await CallAsync(purpose, token => client.BatchGetItemAsync(request, token), cancellationToken);
            var items = answer.Responses?.GetValueOrDefault(name) ?? [];
            found.AddRange(items);
            if (answer.UnprocessedKeys?.GetValueOrDefault(name) is not { Keys.Count: > 0 } unprocessed)
            {
                return found;
            }

            left = new KeysAndAttributes { Keys = unprocessed.Keys, ConsistentRead = consistent };
            if (items.Count == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50 << attempt), time, cancellationToken);
            }
        }

        throw new IOException(
            $"table {name}: cannot {purpose}: {left.Keys.Count} items got no answer in {MaxBatchAttempts} attempts; "
            + "it will be tried again");
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
            throw AwsFault.Named(client, $"table {name}: cannot {purpose}", $"the actions of DynamoDB on table {name}", e);
        }
        finally
        {
            _calls.Release();
        }
    }
}
