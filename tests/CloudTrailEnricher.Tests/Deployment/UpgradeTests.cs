using System.Text.Json.Nodes;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>
/// The template against that of the last release, <c>released-resources.txt</c>: an upgrade replaces nothing that holds data or has a fixed
/// name. The list has a line for each resource: logical id, type, and the properties whose change makes CloudFormation replace it.
/// After a release it is made anew by <c>RELEASE=1</c> and this class.
/// </summary>
public sealed class UpgradeTests
{
    private const string List = "tests/CloudTrailEnricher.Tests/Deployment/released-resources.txt";

    /// <summary>By type, what cannot be changed in place ("Update requires: Replacement").</summary>
    private static readonly Dictionary<string, string[]> FixedProperties = new()
    {
        ["AWS::CloudWatch::Alarm"] = ["AlarmName"],
        ["AWS::CloudWatch::Dashboard"] = ["DashboardName"],
        ["AWS::DynamoDB::Table"] = ["TableName", "KeySchema", "ImportSourceSpecification"],
        ["AWS::Events::Rule"] = ["Name"],
        ["AWS::Glue::Database"] = ["CatalogId", "DatabaseInput.Name"],
        ["AWS::Glue::Table"] = ["CatalogId", "DatabaseName", "TableInput.Name"],
        ["AWS::IAM::Role"] = ["Path", "RoleName"],
        ["AWS::Lambda::EventSourceMapping"] = ["EventSourceArn"],
        ["AWS::Logs::LogGroup"] = ["LogGroupName"],
        ["AWS::S3::Bucket"] = ["BucketName"],
        ["AWS::S3::BucketPolicy"] = ["Bucket"],
        ["AWS::SQS::Queue"] = ["QueueName", "FifoQueue"],
        ["AWS::SQS::QueuePolicy"] = [],
        ["AWS::Serverless::Function"] = ["FunctionName", "PackageType"],
        ["AWS::Serverless::StateMachine"] = ["Name", "Type"],

        // Replaced without harm: they hold nothing, and their names need not be the only ones.
        ["AWS::Athena::NamedQuery"] = [],
        ["AWS::Lambda::Permission"] = [],
    };

    /// <summary>What the release had and this template has not: functions write the metrics themselves.</summary>
    private static readonly string[] RetiredTypes = ["AWS::Logs::MetricFilter"];

    [Fact]
    public void No_resource_of_the_release_goes_or_is_replaced()
    {
        if (Environment.GetEnvironmentVariable("RELEASE") == "1")
        {
            File.WriteAllLines(Repository.Path(List), Now());
        }

        var released = Repository.Read(List).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !RetiredTypes.Contains(line.Split(' ')[1]))
            .ToArray();
        var ids = released.Select(line => line.Split(' ')[0]).ToHashSet();

        Assert.Equal(
            released.Order(StringComparer.Ordinal),
            Now().Where(line => ids.Contains(line.Split(' ')[0])).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_keeps_its_data_after_the_stack_is_gone_does_so_when_it_is_replaced() =>
        Assert.All(
            Template.Section("Resources"),
            resource => Assert.Equal(
                ((string?)resource.Value!["DeletionPolicy"])?.Replace("RetainExceptOnCreate", "Retain", StringComparison.Ordinal),
                (string?)resource.Value["UpdateReplacePolicy"]));

    private static IEnumerable<string> Now() =>
        Template.Section("Resources").Select(resource => Line(resource.Key, resource.Value!));

    private static string Line(string id, JsonNode resource)
    {
        var type = (string)resource["Type"]!;
        Assert.True(FixedProperties.ContainsKey(type), $"{id}: say in {nameof(FixedProperties)} what of {type} cannot be changed in place");
        return string.Join(' ', [id, type, .. FixedProperties[type].Select(path => (path, value: Value(resource["Properties"], path)))
            .Where(property => property.value is not null)
            .Select(property => $"{property.path}={property.value!.ToJsonString()}")]);
    }

    private static JsonNode? Value(JsonNode? node, string path) => path.Split('.').Aggregate(node, (at, name) => at?[name]);
}
