using CloudTrailEnricher.Aws;

namespace CloudTrailEnricher.IntegrationTests;

public sealed class AwsSettingsTests
{
    private static readonly Dictionary<string, string?> Least = new()
    {
        ["SOURCE_BUCKET"] = "trail-bucket",
        ["SESSIONS_TABLE"] = "Sessions",
        ["ENRICH_QUEUE_URL"] = "https://sqs.eu-west-1.amazonaws.com/111122223333/Enrich",
    };

    [Fact]
    public void Three_variables_are_enough()
    {
        var settings = Read(Least);

        Assert.Equal("trail-bucket", settings.SourceBucket);
        Assert.Equal("", settings.TrailPrefix);
        Assert.Equal("Sessions", settings.SessionsTable);
        Assert.Equal("https://sqs.eu-west-1.amazonaws.com/111122223333/Enrich", settings.EnrichQueueUrl);
        Assert.Equal(TimeSpan.FromDays(90), settings.EvidenceRetention);
        Assert.Null(settings.KmsKeyArn);
        Assert.Equal(new Passes.PassOptions(), settings.Passes);
    }

    [Fact]
    public void Every_variable_is_taken()
    {
        var settings = Read(new(Least)
        {
            ["TRAIL_PREFIX"] = "o-abcdef1234/",
            ["ENRICHED_PREFIX"] = "copies",
            ["SETTLE_MINUTES"] = "0",
            ["EVIDENCE_RETENTION_DAYS"] = "3650",
            ["KMS_KEY_ARN"] = "arn:aws:kms:eu-west-1:111122223333:key/0a-1b",
            ["REQUIRE_MATCHING_ACCOUNT"] = "false",
            ["REWRITE_MCP"] = "true",
        });

        Assert.Equal("o-abcdef1234/", settings.TrailPrefix);
        Assert.Equal(TimeSpan.FromDays(3650), settings.EvidenceRetention);
        Assert.Equal("arn:aws:kms:eu-west-1:111122223333:key/0a-1b", settings.KmsKeyArn);
        Assert.Equal(
            ("copies/", TimeSpan.Zero, false, true),
            (
                settings.Passes.EnrichedPrefix.Value,
                settings.Passes.SettleTime,
                settings.Passes.RequireMatchingAccount,
                settings.Passes.RewriteMcp));
    }

    [Fact]
    public void One_error_names_everything_that_is_missing_or_wrong()
    {
        var error = Assert.Throws<AwsSettingsException>(() => Read(new()
        {
            ["SOURCE_BUCKET"] = "Not A Bucket",
            ["TRAIL_PREFIX"] = "/slash",
            ["ENRICHED_PREFIX"] = "a//b",
            ["SESSIONS_TABLE"] = "",
            ["SETTLE_MINUTES"] = "1441",
            ["EVIDENCE_RETENTION_DAYS"] = "0",
            ["KMS_KEY_ARN"] = "key",
            ["REQUIRE_MATCHING_ACCOUNT"] = "yes",
        }));

        Assert.Equal(
            [
                "TRAIL_PREFIX is \"/slash\": must be what precedes AWSLogs/ in the trail's keys, without a leading slash; empty for " +
                "nothing",
                "SOURCE_BUCKET is \"Not A Bucket\": must be the name of the trail's bucket",
                "SESSIONS_TABLE is missing: set it to the name of the sessions table",
                "ENRICH_QUEUE_URL is missing: set it to the URL of the queue between the passes",
                "EVIDENCE_RETENTION_DAYS is \"0\": must be a whole number from 1 to 3650",
                "KMS_KEY_ARN is \"key\": must be the ARN of a KMS key, or nothing",
                "ENRICHED_PREFIX: Enriched prefix \"a//b\": must be 1 to 200 characters without a leading slash or an empty, \".\" or " +
                "\"..\" folder, such as \"enriched/\". (Parameter 'prefix')",
                "SETTLE_MINUTES is \"1441\": must be a whole number from 0 to 1440",
                "REQUIRE_MATCHING_ACCOUNT is \"yes\": must be true or false",
            ],
            error.Problems);
        Assert.All(error.Problems, problem => Assert.Contains(problem, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "AWSLogs/copies/")]
    [InlineData("trail", "trail/AWSLogs")]
    [InlineData("trail", "trail")]
    public void Copies_must_not_lie_among_the_log_files(string trailPrefix, string enrichedPrefix)
    {
        var error = Assert.Throws<AwsSettingsException>(
            () => Read(new(Least) { ["TRAIL_PREFIX"] = trailPrefix, ["ENRICHED_PREFIX"] = enrichedPrefix }));

        Assert.StartsWith("ENRICHED_PREFIX: ", Assert.Single(error.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void The_connection_takes_what_every_tool_of_AWS_takes()
    {
        var connection = AwsConnection.FromEnvironment(name => name switch
        {
            "AWS_DEFAULT_REGION" => "eu-west-1",
            "AWS_ENDPOINT_URL" => "http://127.0.0.1:5000",
            _ => null,
        });

        Assert.Equal(("eu-west-1", new Uri("http://127.0.0.1:5000")), (connection.Region, connection.Endpoint));
        Assert.Throws<AwsSettingsException>(() => AwsConnection.FromEnvironment(name => name == "AWS_ENDPOINT_URL" ? "nonsense" : null));
    }

    [Fact]
    public void A_services_own_endpoint_comes_before_the_one_for_all_and_none_counts_when_they_are_to_be_ignored()
    {
        var variables = new Dictionary<string, string?>
        {
            ["AWS_REGION"] = "eu-west-1",
            ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1",
            ["AWS_ENDPOINT_URL_S3"] = "http://127.0.0.1:2",
            ["AWS_ENDPOINT_URL_DYNAMODB"] = "http://127.0.0.1:3",
        };
        Assert.Equal(("http://127.0.0.1:2/", "http://127.0.0.1:3/", "http://127.0.0.1:1/"), ServiceUrls());
        variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
        Assert.Equal((null, null, null), ServiceUrls());
        variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "false";
        variables["AWS_ENDPOINT_URL_SQS"] = "nonsense";
        Assert.Equal(
            ["AWS_ENDPOINT_URL_SQS is \"nonsense\": must be a URL such as http://127.0.0.1:5000, or nothing"],
            Assert.Throws<AwsSettingsException>(() => ServiceUrls()).Problems);

        (string? S3, string? DynamoDb, string? Sqs) ServiceUrls()
        {
            var connection = AwsConnection.FromEnvironment(name => variables.GetValueOrDefault(name));
            using var clients = new AwsClients(connection with { Credentials = new Amazon.Runtime.BasicAWSCredentials("a", "b") });
            return (clients.S3.Config.ServiceURL, clients.DynamoDb.Config.ServiceURL, clients.Sqs.Config.ServiceURL);
        }
    }

    private static AwsSettings Read(Dictionary<string, string?> variables) =>
        AwsSettings.FromEnvironment(name => variables.GetValueOrDefault(name));
}
