using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace CloudTrailEnricher.Tests.Passes;

/// <summary>DynamoDB in memory, as far as the sessions table asks for it. It keeps every request.</summary>
internal sealed class TableInMemory() : AmazonDynamoDBClient(
    new BasicAWSCredentials("test", "test"), new AmazonDynamoDBConfig
    {
        ServiceURL =
        "http://192.0.2.1",
        AuthenticationRegion = "us-east-1"
    })
{
    private readonly SortedDictionary<(string Partition, string Sort), Dictionary<string, AttributeValue>> _items =
        new(Comparer<(string Partition, string Sort)>.Create((left, right) =>
            string.CompareOrdinal(left.Partition, right.Partition) is not 0 and var order
                ? order
                : string.CompareOrdinal(left.Sort, right.Sort)));

    private readonly List<AmazonDynamoDBRequest> _requests = [];
    private readonly Lock _lock = new();

    /// <summary>The items.</summary>
    public IReadOnlyCollection<Dictionary<string, AttributeValue>> Items => _items.Values;

    /// <summary>Is called before each request takes effect.</summary>
    public Action<AmazonDynamoDBRequest>? Before { get; set; }

    /// <summary>The requests since this was last asked.</summary>
    public IReadOnlyList<AmazonDynamoDBRequest> Take()
    {
        lock (_lock)
        {
            AmazonDynamoDBRequest[] taken = [.. _requests];
            _requests.Clear();
            return taken;
        }
    }

    public override Task<PutItemResponse> PutItemAsync(
        PutItemRequest request, CancellationToken cancellationToken = default) => Answer(request, () =>
    {
        var key = (request.Item["principalArn"].S, request.Item["session"].S);
        var stored = _items.GetValueOrDefault(key);
        if (!Holds(request, stored))
        {
            throw new ConditionalCheckFailedException("The conditional request failed")
            {
                Item = request.ReturnValuesOnConditionCheckFailure == ReturnValuesOnConditionCheckFailure.ALL_OLD ? stored : null,
            };
        }

        _items[key] = request.Item;
        return new PutItemResponse();
    });

    public override Task<DeleteItemResponse> DeleteItemAsync(
        DeleteItemRequest request, CancellationToken cancellationToken = default) => Answer(request, () =>
    {
        _items.Remove((request.Key["principalArn"].S, request.Key["session"].S));
        return new DeleteItemResponse();
    });

    public override Task<QueryResponse> QueryAsync(
        QueryRequest request, CancellationToken cancellationToken = default) => Answer(request, () =>
    {
        var (partition, prefix) = (request.ExpressionAttributeValues[":partition"].S, request.ExpressionAttributeValues[":prefix"].S);
        return new QueryResponse
        {
            Items =
            [
                .. _items.Where(
                    item => item.Key.Partition == partition
                        && item.Key.Sort.StartsWith(prefix, StringComparison.Ordinal)).Select(item => item.Value),
            ],
        };
    });

    /// <summary>At most so many items are answered at once, as where the table is throttled; the others are left unprocessed.</summary>
    public int MostPerBatch { get; set; } = 100;

    public override Task<BatchGetItemResponse> BatchGetItemAsync(
        BatchGetItemRequest request, CancellationToken cancellationToken = default) => Answer(request, () =>
    {
        var (table, asked) = Assert.Single(request.RequestItems);
        Assert.InRange(asked.Keys.Count, 1, 100);
        return new BatchGetItemResponse
        {
            Responses = new()
            {
                [table] =
                [
                    .. asked.Keys.Take(MostPerBatch)
                        .Select(key => _items.GetValueOrDefault((key["principalArn"].S, key["session"].S)))
                        .OfType<Dictionary<string, AttributeValue>>(),
                ],
            },
            UnprocessedKeys = asked.Keys.Count > MostPerBatch
                ? new() { [table] = new KeysAndAttributes { Keys = [.. asked.Keys.Skip(MostPerBatch)] } }
                : null,
        };
    });

    private Task<T> Answer<T>(AmazonDynamoDBRequest request, Func<T> answer)
    {
        lock (_lock)
        {
            _requests.Add(request);
            Before?.Invoke(request);
            return Task.FromResult(answer());
        }
    }

    /// <summary>The three conditions that the sessions table uses: no item; or one whose ends are the ones that were read.</summary>
    private static bool Holds(PutItemRequest request, Dictionary<string, AttributeValue>? stored)
    {
        switch (request.ConditionExpression)
        {
            case null:
                return true;
            case "attribute_not_exists(principalArn)":
                return stored is null;
            case "#first = :first AND #last = :last":
                return Attribute("#first") == request.ExpressionAttributeValues[":first"].S
                    && Attribute("#last") == request.ExpressionAttributeValues[":last"].S;
            case "#first = :first AND attribute_not_exists(#last)":
                return Attribute("#first") == request.ExpressionAttributeValues[":first"].S && Attribute("#last") is null;
            default:
                throw new NotSupportedException(request.ConditionExpression);
        }

        string? Attribute(string name) => stored?.GetValueOrDefault(request.ExpressionAttributeNames[name])?.S;
    }
}
