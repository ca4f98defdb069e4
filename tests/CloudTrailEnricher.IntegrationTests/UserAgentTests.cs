using System.Net;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Copies;

namespace CloudTrailEnricher.IntegrationTests;

public sealed class UserAgentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_call_names_the_program_and_its_version()
    {
        var connection = AwsEmulator.ConnectionTo(new Uri("http://192.0.2.1"));
        using var wire = new Wire();
        using var s3 = new AmazonS3Client(connection.Credentials, Configured(new AmazonS3Config { ForcePathStyle = true }));
        using var dynamoDb = new AmazonDynamoDBClient(connection.Credentials, Configured(new AmazonDynamoDBConfig()));
        using var sqs = new AmazonSQSClient(connection.Credentials, Configured(new AmazonSQSConfig()));

        await s3.DeleteObjectAsync("bucket", "key", Token);
        await dynamoDb.DeleteItemAsync("table", new() { ["key"] = new("value") }, Token);
        await sqs.DeleteMessageAsync("http://192.0.2.1/queue", "receipt", Token);

        var name = $"app/CloudTrailEnricher-{CopyDescription.CurrentVersion}";
        Assert.Equal(
            [name, name, name],
            wire.UserAgents.Select(agent => agent.Split(' ').Single(part => part.StartsWith("app/", StringComparison.Ordinal))));

        T Configured<T>(T config)
            where T : ClientConfig
        {
            AwsClients.Configured(config, connection).HttpClientFactory = new WireClients(wire);
            return config;
        }
    }

    /// <summary>Answers every call with an empty document, and keeps who called.</summary>
    private sealed class Wire : HttpMessageHandler
    {
        public List<string> UserAgents { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            UserAgents.Add(string.Join(' ', request.Headers.GetValues("User-Agent")));
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}") });
        }
    }

    private sealed class WireClients(Wire wire) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(wire, disposeHandler: false);
    }
}
