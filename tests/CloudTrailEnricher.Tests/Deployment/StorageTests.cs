using System.Text.Json.Nodes;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>What holds data is encrypted, is reached over TLS only and outlives the stack.</summary>
public sealed class StorageTests
{
    private const string Key = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    private static readonly Stack NewBucket = Stack.With(("CreateBucket", "true"), ("TrailPrefix", "trails/"));
    private static readonly Stack WithKey = Stack.With(("CreateBucket", "true"), ("KmsKeyArn", Key));

    [Fact]
    public void The_table_has_its_keys_and_forgets_and_can_be_restored()
    {
        var table = NewBucket.Properties("SessionsTable");
        Assert.Equal("PAY_PER_REQUEST", (string?)table["BillingMode"]);
        Assert.Equal(
            """[{"AttributeName":"principalArn","KeyType":"HASH"},{"AttributeName":"session","KeyType":"RANGE"}]""",
            table["KeySchema"]!.ToJsonString());
        Assert.Equal(
            """[{"AttributeName":"principalArn","AttributeType":"S"},{"AttributeName":"session","AttributeType":"S"}]""",
            table["AttributeDefinitions"]!.ToJsonString());
        Assert.Equal("""{"AttributeName":"expiresAt","Enabled":"true"}""", table["TimeToLiveSpecification"]!.ToJsonString());
        Assert.Equal("true", (string?)table["PointInTimeRecoverySpecification"]!["PointInTimeRecoveryEnabled"]);
    }

    [Theory]
    [InlineData("SessionsTable")]
    [InlineData("LogBucket")]
    [InlineData("BackfillResultsBucket")]
    [InlineData("IndexDeadLetterQueue")]
    [InlineData("EnrichDeadLetterQueue")]
    [InlineData("LogBucketPolicy")]
    [InlineData("BackfillResultsBucketPolicy")]
    [InlineData("IndexDeadLetterQueuePolicy")]
    [InlineData("EnrichDeadLetterQueuePolicy")]
    [InlineData("S3InvokesIndex")]
    public void What_holds_data_stays_when_the_stack_goes_with_what_it_needs(string resource)
    {
        Assert.Equal("RetainExceptOnCreate", (string?)NewBucket.Resources[resource]["DeletionPolicy"]);
        Assert.Equal("Retain", (string?)NewBucket.Resources[resource]["UpdateReplacePolicy"]);
    }

    [Fact]
    public void Every_resource_that_holds_data_says_what_happens_to_it() =>
        Assert.All(
            NewBucket.Resources.Where(resource => (string?)resource.Value["Type"] is
                "AWS::S3::Bucket" or "AWS::DynamoDB::Table" or "AWS::SQS::Queue" or "AWS::Logs::LogGroup"),
            resource => Assert.NotNull(resource.Value["DeletionPolicy"]));

    [Fact]
    public void Every_queue_is_encrypted() =>
        Assert.All(NewBucket.OfType("AWS::SQS::Queue"), queue => Assert.Equal("true", (string?)queue.Properties["SqsManagedSseEnabled"]));

    [Fact]
    public void Every_bucket_is_encrypted_and_private()
    {
        Assert.Equal(2, NewBucket.OfType("AWS::S3::Bucket").Count());
        Assert.All(
            NewBucket.OfType("AWS::S3::Bucket"), bucket => Assert.Equal("""{"SSEAlgorithm":"AES256"}""", Encryption(bucket.Properties)));
        Assert.All(
            WithKey.OfType("AWS::S3::Bucket"),
            bucket => Assert.Equal($$"""{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"{{Key}}"}""", Encryption(bucket.Properties)));
        Assert.All(
            NewBucket.OfType("AWS::S3::Bucket"),
            bucket => Assert.Equal(
                """{"BlockPublicAcls":"true","BlockPublicPolicy":"true","IgnorePublicAcls":"true","RestrictPublicBuckets":"true"}""",
                bucket.Properties["PublicAccessBlockConfiguration"]!.ToJsonString()));
    }

    [Fact]
    public void The_table_is_encrypted_with_the_given_key_or_with_AWSs()
    {
        Assert.Equal(
            """{"SSEEnabled":"true","SSEType":"KMS"}""", NewBucket.Properties("SessionsTable")["SSESpecification"]!.ToJsonString());
        Assert.Equal(
            $$"""{"SSEEnabled":"true","SSEType":"KMS","KMSMasterKeyId":"{{Key}}"}""",
            WithKey.Properties("SessionsTable")["SSESpecification"]!.ToJsonString());
    }

    [Fact]
    public void Every_log_group_forgets_and_takes_the_given_key()
    {
        Assert.Equal(7, NewBucket.OfType("AWS::Logs::LogGroup").Count());
        Assert.All(NewBucket.OfType("AWS::Logs::LogGroup"), group => Assert.Equal("90", (string?)group.Properties["RetentionInDays"]));
        Assert.All(WithKey.OfType("AWS::Logs::LogGroup"), group => Assert.Equal(Key, (string?)group.Properties["KmsKeyId"]));
    }

    [Fact]
    public void Every_queue_and_bucket_refuses_connections_without_TLS()
    {
        var policies = NewBucket.OfType("AWS::SQS::QueuePolicy").Concat(NewBucket.OfType("AWS::S3::BucketPolicy")).ToArray();
        Assert.Equal(
            NewBucket.OfType("AWS::SQS::Queue").Concat(NewBucket.OfType("AWS::S3::Bucket")).Select(holder => holder.Name).Order(),
            policies.Select(policy => (string)(policy.Properties["Bucket"] ?? Assert.Single((JsonArray)policy.Properties["Queues"]!))!)
                .Select(name => name == "trail-logs" ? "LogBucket" : name)
                .Order());
        Assert.All(
            policies,
            policy => Assert.Matches(
                @"(?m)^Deny (s3|sqs):\* on .* by \* if Bool aws:SecureTransport false$", Permissions.OfPolicy(policy.Properties)));
    }

    [Fact]
    public void CloudTrail_may_deliver_below_its_prefix_and_nothing_else() =>
        Assert.Equal(
            """
            Allow s3:GetBucketAcl on arn:aws:s3:::trail-logs by cloudtrail.amazonaws.com if ArnLike aws:SourceArn arn:aws:cloudtrail:*:111122223333:trail/*
            Allow s3:PutObject on arn:aws:s3:::trail-logs/trails/AWSLogs/111122223333/* by cloudtrail.amazonaws.com if StringEquals s3:x-amz-acl bucket-owner-full-control and ArnLike aws:SourceArn arn:aws:cloudtrail:*:111122223333:trail/*
            Deny s3:* on arn:aws:s3:::trail-logs by * if Bool aws:SecureTransport false
            Deny s3:* on arn:aws:s3:::trail-logs/* by * if Bool aws:SecureTransport false
            """.ReplaceLineEndings("\n"),
            Permissions.OfPolicy(NewBucket.Properties("LogBucketPolicy")));

    [Fact]
    public void An_organizations_trail_delivers_for_its_accounts_from_the_management_account()
    {
        var stack = Stack.With(("CreateBucket", "true"), ("OrganizationId", "o-a1b2c3d4e5"), ("TrailAccountId", "999988887777"));
        Assert.Equal(
            """
            Allow s3:GetBucketAcl on arn:aws:s3:::trail-logs by cloudtrail.amazonaws.com if ArnLike aws:SourceArn arn:aws:cloudtrail:*:999988887777:trail/*
            Allow s3:PutObject on arn:aws:s3:::trail-logs/AWSLogs/999988887777/* by cloudtrail.amazonaws.com if StringEquals s3:x-amz-acl bucket-owner-full-control and ArnLike aws:SourceArn arn:aws:cloudtrail:*:999988887777:trail/*
            Allow s3:PutObject on arn:aws:s3:::trail-logs/AWSLogs/o-a1b2c3d4e5/* by cloudtrail.amazonaws.com if StringEquals s3:x-amz-acl bucket-owner-full-control and ArnLike aws:SourceArn arn:aws:cloudtrail:*:999988887777:trail/*
            Deny s3:* on arn:aws:s3:::trail-logs by * if Bool aws:SecureTransport false
            Deny s3:* on arn:aws:s3:::trail-logs/* by * if Bool aws:SecureTransport false
            """.ReplaceLineEndings("\n"),
            Permissions.OfPolicy(stack.Properties("LogBucketPolicy")));
    }

    [Fact]
    public void Only_the_rule_may_send_to_the_dead_letter_queue_of_pass_one_from_outside() =>
        Assert.Equal(
            """
            Allow sqs:SendMessage on IndexDeadLetterQueue.Arn by events.amazonaws.com if ArnEquals aws:SourceArn LogFileCreatedRule.Arn
            Deny sqs:* on IndexDeadLetterQueue.Arn by * if Bool aws:SecureTransport false
            """.ReplaceLineEndings("\n"),
            Permissions.OfPolicy(Stack.Plain.Properties("IndexDeadLetterQueuePolicy")));

    private static string Encryption(JsonObject bucket) =>
        Assert.Single(
            (JsonArray)bucket["BucketEncryption"]!["ServerSideEncryptionConfiguration"]!)!["ServerSideEncryptionByDefault"]!.ToJsonString();
}
