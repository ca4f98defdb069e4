using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CloudTrailEnricher.Copies;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>The questions that a deployment is asked.</summary>
public sealed class ParameterTests
{
    private static readonly JsonNode Interface = Template.Section("Metadata")["AWS::CloudFormation::Interface"]!;

    [Fact]
    public void Every_parameter_is_described_and_says_what_it_takes() =>
        Assert.All(
            Template.Parameters,
            parameter =>
            {
                Assert.False(string.IsNullOrWhiteSpace((string?)parameter.Value!["Description"]), parameter.Key);
                Assert.True(
                    parameter.Value["AllowedPattern"] is not null || parameter.Value["AllowedValues"] is not null
                    || (parameter.Value["MinValue"] is not null && parameter.Value["MaxValue"] is not null),
                    $"{parameter.Key} takes anything");
                Assert.StartsWith("must ", (string?)parameter.Value["ConstraintDescription"], StringComparison.Ordinal);
            });

    [Fact]
    public void There_are_few_of_them() => Assert.InRange(Template.Parameters.Count, 1, 28);

    [Fact]
    public void Every_parameter_stands_in_one_group_and_has_a_label()
    {
        var grouped = ((JsonArray)Interface["ParameterGroups"]!)
            .SelectMany(group => (JsonArray)group!["Parameters"]!)
            .Select(name => (string)name!);
        var parameters = Template.Parameters.Select(parameter => parameter.Key).Order().ToArray();
        Assert.Equal(parameters, grouped.Order());
        Assert.Equal(parameters, ((JsonObject)Interface["ParameterLabels"]!).Select(label => label.Key).Order());
    }

    [Fact]
    public void Every_default_is_allowed() =>
        Assert.All(
            Template.Parameters.Where(
                parameter => parameter.Value!["Default"] is not null && parameter.Value["AllowedPattern"] is not null),
            parameter => Assert.True(Takes(parameter.Key, (string)parameter.Value!["Default"]!), parameter.Key));

    [Theory]
    [InlineData("TrailPrefix", "")]
    [InlineData("TrailPrefix", "a/")]
    [InlineData("TrailPrefix", "trails/of us/")]
    [InlineData("TrailPrefix", "o-a1b2c3d4e5/")]
    [InlineData("TrailPrefix", "source=cloudtrail/a+b/100%/")]
    [InlineData("EnrichedPrefix", "enriched/")]
    [InlineData("EnrichedPrefix", "trails/enriched/")]
    [InlineData("OrganizationId", "o-a1b2c3d4e5")]
    [InlineData("KmsKeyArn", "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab")]
    [InlineData("AlarmTopicArn", "arn:aws-cn:sns:cn-north-1:111122223333:on-call")]
    [InlineData("LogAccountIds", "111122223333,444455556666")]
    [InlineData("LogRegions", "us-gov-west-1,cn-north-1,eu-west-1")]
    [InlineData("LogRegions", "")]
    [InlineData("EnrichedBucket", "")]
    [InlineData("EnrichedBucket", "enriched-logs")]
    [InlineData("SourceKeyArns", "arn:aws:kms:eu-west-1:111122223333:key/1234abcd,arn:aws:kms:eu-west-1:444455556666:key/mrk-5678")]
    public void A_parameter_takes(string parameter, string value) => Assert.True(Takes(parameter, value));

    [Theory]
    [InlineData("BucketName", "")]
    [InlineData("BucketName", "Trail-Logs")]
    [InlineData("TrailPrefix", "trails")]
    [InlineData("TrailPrefix", "/")]
    [InlineData("TrailPrefix", "/trails/")]
    [InlineData("TrailPrefix", "tr*ils/")]
    [InlineData("TrailPrefix", "tr?ils/")]
    [InlineData("TrailPrefix", "${x}/")]
    [InlineData("TrailPrefix", "a\\b/")]
    [InlineData("TrailPrefix", "a\"b/")]
    [InlineData("EnrichedPrefix", "")]
    [InlineData("EnrichedPrefix", "enriched")]
    [InlineData("EnrichedPrefix", "/enriched/")]
    [InlineData("EnrichedPrefix", "AWSLogs/")]
    [InlineData("EnrichedPrefix", "AWSLogs/enriched/")]
    [InlineData("OrganizationId", "a1b2c3d4e5")]
    [InlineData("TrailAccountId", "1111-2222-3333")]
    [InlineData("KmsKeyArn", "alias/trail")]
    [InlineData("KmsKeyArn", "arn:aws:kms:eu-west-1:111122223333:alias/trail")]
    [InlineData("AlarmTopicArn", "on-call")]
    [InlineData("LogAccountIds", "111122223333, 444455556666")]
    [InlineData("EnrichedBucket", "Enriched")]
    [InlineData("SourceKeyArns", "alias/trail")]
    [InlineData("SourceKeyArns", "arn:aws:kms:eu-west-1:111122223333:key/1234abcd, arn:aws:kms:eu-west-1:444455556666:key/mrk-5678")]
    [InlineData("DatabaseName", "cloudtrail-enricher")]
    public void A_parameter_refuses(string parameter, string value) => Assert.False(Takes(parameter, value));

    [Fact]
    public void The_default_prefix_is_the_programs() =>
        Assert.Equal(EnrichedPrefix.Default.Value, (string?)Template.Parameters["EnrichedPrefix"]!["Default"]);

    private static bool Takes(string parameter, string value) =>
        Regex.IsMatch(value, (string)Template.Parameters[parameter]!["AllowedPattern"]!);
}
