using System.Text.Json.Nodes;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>
/// What is left of a stack, and whether it still works: deleted, created in vain, or after <c>CreateBucket</c> went from true to false.
/// </summary>
public sealed class RetentionTests
{
    private const string Key = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    private static readonly string[] Kept =
    [
        "BackfillResultsBucket", "BackfillResultsBucketPolicy", "EnrichDeadLetterQueue", "EnrichDeadLetterQueuePolicy",
        "IndexDeadLetterQueue", "IndexDeadLetterQueuePolicy", "SessionsTable",
    ];

    [Theory]
    [InlineData("")]
    [InlineData(Key)]
    public void A_deleted_stack_leaves_what_holds_data_and_the_policies_that_it_needs(string key)
    {
        Assert.Equal(Kept, Left(Stack.With(("KmsKeyArn", key))));
        Assert.Equal(
            Kept.Concat(["LogBucket", "LogBucketPolicy", "S3InvokesIndex"]).Order(StringComparer.Ordinal),
            Left(Stack.With(("CreateBucket", "true"), ("KmsKeyArn", key))));
    }

    [Fact]
    public void A_first_creation_that_fails_leaves_nothing_behind() =>
        Assert.DoesNotContain(
            Stack.With(("CreateBucket", "true")).Resources, resource => (string?)resource.Value["DeletionPolicy"] == "Retain");

    [Fact]
    public void When_CreateBucket_goes_from_true_to_false_CloudTrail_still_delivers_and_the_bucket_still_notifies_pass_1()
    {
        var (before, after) = (Stack.With(("CreateBucket", "true")), Stack.With(("CreateBucket", "false")));
        var gone = before.Resources.Keys.Except(after.Resources.Keys).Order(StringComparer.Ordinal);

        // Every resource that the change takes out of the stack stays, so the notification has its permission and the trail its grant.
        Assert.Equal(["LogBucket", "LogBucketPolicy", "S3InvokesIndex"], gone);
        Assert.Empty(gone.Except(Left(before)));
        Assert.Contains(
            "Allow s3:PutObject on arn:aws:s3:::trail-logs/AWSLogs/111122223333/* by cloudtrail.amazonaws.com",
            Permissions.OfPolicy(before.Properties("LogBucketPolicy")),
            StringComparison.Ordinal);
        Assert.Equal("arn:aws:s3:::trail-logs", (string?)before.Properties("S3InvokesIndex")["SourceArn"]);

        // And the bucket may be announced by EventBridge from then on.
        Assert.Equal(
            ["AnnouncementFailuresAlarm", "EventBridgeInvokesIndex", "LogFileCreatedRule"],
            after.Resources.Keys.Except(before.Resources.Keys).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("LogBucketPolicy", "Bucket", "LogBucket")]
    [InlineData("BackfillResultsBucketPolicy", "Bucket", "BackfillResultsBucket")]
    [InlineData("IndexDeadLetterQueuePolicy", "Queues", "IndexDeadLetterQueue")]
    [InlineData("EnrichDeadLetterQueuePolicy", "Queues", "EnrichDeadLetterQueue")]
    public void A_policy_is_kept_exactly_as_long_as_what_it_protects(string policy, string property, string holder)
    {
        var resources = Template.Section("Resources");
        Assert.Contains($"\"Ref\":\"{holder}\"", resources[policy]!["Properties"]![property]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((string?)resources[holder]!["DeletionPolicy"], (string?)resources[policy]!["DeletionPolicy"]);
        Assert.Equal((string?)resources[holder]!["Condition"], (string?)resources[policy]!["Condition"]);
    }

    [Fact]
    public void A_new_bucket_speaks_to_EventBridge_only_on_request()
    {
        Assert.Null(Notifications(Stack.With(("CreateBucket", "true")))["EventBridgeConfiguration"]);
        Assert.Equal(
            """{"EventBridgeEnabled":"true"}""",
            Notifications(Stack.With(("CreateBucket", "true"), ("SendToEventBridge", "true")))["EventBridgeConfiguration"]!.ToJsonString());
    }

    [Theory]
    [InlineData("0", null)]
    [InlineData("400", "400")]
    public void Copies_in_a_new_bucket_expire_on_request_and_originals_never(string days, string? expected)
    {
        var bucket = Stack.With(("CreateBucket", "true"), ("CopyRetentionDays", days)).Properties("LogBucket");
        var rules = (JsonArray)bucket["LifecycleConfiguration"]!["Rules"]!;
        var copies = rules.Single(rule => (string?)rule!["Id"] == "copies")!;
        Assert.Equal(("enriched/", expected), ((string?)copies["Prefix"], (string?)copies["ExpirationInDays"]));
        Assert.All(
            rules.Where(rule => rule != copies),
            rule => Assert.Equal(
                ["AbortIncompleteMultipartUpload", "Id", "Status"], ((JsonObject)rule!).Select(member => member.Key).Order()));
    }

    private static JsonNode Notifications(Stack stack) => stack.Properties("LogBucket")["NotificationConfiguration"]!;

    private static IEnumerable<string> Left(Stack stack) => stack.Resources
        .Where(resource => ((string?)resource.Value["DeletionPolicy"])?.StartsWith("Retain", StringComparison.Ordinal) == true)
        .Select(resource => resource.Key)
        .Order(StringComparer.Ordinal);
}
