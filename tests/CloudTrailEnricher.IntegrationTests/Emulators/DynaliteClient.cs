using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using CloudTrailEnricher.Aws;

namespace CloudTrailEnricher.IntegrationTests.Emulators;

/// <summary>
/// A client with what dynalite lacks: AWS sends the item along with a failed condition, dynalite only says that it failed. Conditions
/// themselves are dynalite's own, which checks them in one step with the write.
/// </summary>
internal sealed class DynaliteClient(AwsConnection connection)
    : AmazonDynamoDBClient(connection.Credentials, AwsClients.Configured(new AmazonDynamoDBConfig(), connection))
{
    public override async Task<PutItemResponse> PutItemAsync(PutItemRequest request, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.PutItemAsync(request, cancellationToken);
        }
        catch (ConditionalCheckFailedException e)
            when (request.ReturnValuesOnConditionCheckFailure == ReturnValuesOnConditionCheckFailure.ALL_OLD)
        {
            var there = await GetItemAsync(
                new GetItemRequest
                {
                    TableName = request.TableName,
                    Key = new() { ["principalArn"] = request.Item["principalArn"], ["session"] = request.Item["session"] },
                    ConsistentRead = true,
                },
                cancellationToken);
            e.Item = there.Item;
            throw;
        }
    }
}
