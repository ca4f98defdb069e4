using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using CloudTrailEnricher.Copies;

namespace CloudTrailEnricher.Aws;

/// <summary>
/// The three clients, with retries that end long before a function's time does: a reported error is better than a killed function.
/// </summary>
public sealed class AwsClients : IDisposable
{
    /// <summary>
    /// Attempts of one call, the first included. With the pauses of the standard mode, a call fails after 35 seconds at most.
    /// </summary>
    private const int MaxAttempts = 4;

    /// <summary>How long one attempt may take up to the first byte of the answer. A log file is small; so are items and messages.</summary>
    private static readonly TimeSpan MaxAttempt = TimeSpan.FromSeconds(7);

    /// <summary>Makes the clients.</summary>
    public AwsClients(AwsConnection connection)
    {
        var s3 = Configured(new AmazonS3Config(), connection, connection.S3Endpoint);
        s3.ForcePathStyle = s3.ServiceURL is not null;
        var dynamoDb = Configured(new AmazonDynamoDBConfig(), connection, connection.DynamoDbEndpoint);
        var sqs = Configured(new AmazonSQSConfig(), connection, connection.SqsEndpoint);
        if (connection.Credentials is { } credentials)
        {
            S3 = new AmazonS3Client(credentials, s3);
            DynamoDb = new AmazonDynamoDBClient(credentials, dynamoDb);
            Sqs = new AmazonSQSClient(credentials, sqs);
        }
        else
        {
            S3 = new AmazonS3Client(s3);
            DynamoDb = new AmazonDynamoDBClient(dynamoDb);
            Sqs = new AmazonSQSClient(sqs);
        }
    }

    /// <summary>Takes existing clients, and closes them in the end.</summary>
    internal AwsClients(IAmazonS3 s3, IAmazonDynamoDB dynamoDb, IAmazonSQS sqs) => (S3, DynamoDb, Sqs) = (s3, dynamoDb, sqs);

    /// <summary>The client of S3.</summary>
    public IAmazonS3 S3 { get; }

    /// <summary>The client of DynamoDB.</summary>
    public IAmazonDynamoDB DynamoDb { get; }

    /// <summary>The client of SQS.</summary>
    public IAmazonSQS Sqs { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        S3.Dispose();
        DynamoDb.Dispose();
        Sqs.Dispose();
    }

    internal static T Configured<T>(T config, AwsConnection connection, Uri? ownEndpoint = null)
        where T : ClientConfig
    {
        // For whoever reads the account's own CloudTrail records: who made these calls.
        config.ClientAppId = $"CloudTrailEnricher-{CopyDescription.CurrentVersion}";
        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = MaxAttempts - 1;
        config.Timeout = MaxAttempt;
        if ((ownEndpoint ?? connection.Endpoint) is { } endpoint)
        {
            config.ServiceURL = endpoint.ToString();
            config.AuthenticationRegion = connection.Region ?? "us-east-1";
        }
        else if (connection.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return config;
    }
}
