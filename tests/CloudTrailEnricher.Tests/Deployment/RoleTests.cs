using System.Text.Json.Nodes;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>What each role may do, to the letter: a widening fails here.</summary>
public sealed class RoleTests
{
    private const string Key = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    private const string ForeignKey = "arn:aws:kms:eu-west-1:999988887777:key/9876abcd-12ab-34cd-56ef-1234567890ab";

    private static readonly Stack Deployed = Stack.With(
        ("TrailPrefix", "trails/"), ("KmsKeyArn", Key), ("SourceKeyArns", $"{Key},{ForeignKey}"), ("EnrichedBucket", "copies"), ("Tracing", "true"));

    [Theory]
    [InlineData(
        "IndexRole",
        """
        Allow dynamodb:PutItem on SessionsTable.Arn if ForAllValues:StringLike dynamodb:LeadingKeys arn:* | mcp#*
        Allow dynamodb:Query on SessionsTable.Arn if ForAllValues:StringLike dynamodb:LeadingKeys waiting#*
        Allow kms:Decrypt on <key> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com
        Allow kms:Decrypt on <key> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com | dynamodb.eu-west-1.amazonaws.com
        Allow kms:Decrypt on <foreign> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com
        Allow logs:CreateLogStream on IndexLogGroup.Arn
        Allow logs:PutLogEvents on IndexLogGroup.Arn
        Allow s3:GetObject on arn:aws:s3:::trail-logs/trails/AWSLogs/*
        Allow s3:ListBucket on arn:aws:s3:::trail-logs if StringLikeIfExists s3:prefix trails/AWSLogs/*
        Allow sqs:SendMessage on EnrichQueue.Arn
        Allow sqs:SendMessage on IndexDeadLetterQueue.Arn
        Allow xray:PutTelemetryRecords on *
        Allow xray:PutTraceSegments on *
        Deny all but s3:GetObject on arn:aws:s3:::trail-logs/trails/AWSLogs/*
        """)]
    [InlineData(
        "EnrichRole",
        """
        Allow dynamodb:BatchGetItem on SessionsTable.Arn
        Allow dynamodb:DeleteItem on SessionsTable.Arn if ForAllValues:StringLike dynamodb:LeadingKeys waiting#*
        Allow dynamodb:PutItem on SessionsTable.Arn if ForAllValues:StringLike dynamodb:LeadingKeys waiting#*
        Allow dynamodb:Query on SessionsTable.Arn
        Allow kms:Decrypt on <key> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com
        Allow kms:Decrypt on <key> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com | dynamodb.eu-west-1.amazonaws.com
        Allow kms:Decrypt on <foreign> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com
        Allow kms:GenerateDataKey on <key> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com | dynamodb.eu-west-1.amazonaws.com
        Allow logs:CreateLogStream on EnrichLogGroup.Arn
        Allow logs:PutLogEvents on EnrichLogGroup.Arn
        Allow s3:GetObject on arn:aws:s3:::copies/enriched/*
        Allow s3:GetObject on arn:aws:s3:::trail-logs/trails/AWSLogs/*
        Allow s3:ListBucket on arn:aws:s3:::copies if StringLikeIfExists s3:prefix enriched/*
        Allow s3:ListBucket on arn:aws:s3:::trail-logs if StringLikeIfExists s3:prefix trails/AWSLogs/*
        Allow s3:PutObject on arn:aws:s3:::copies/enriched/*
        Allow sqs:DeleteMessage on EnrichQueue.Arn
        Allow sqs:GetQueueAttributes on EnrichQueue.Arn
        Allow sqs:ReceiveMessage on EnrichQueue.Arn
        Allow sqs:SendMessage on EnrichQueue.Arn
        Allow xray:PutTelemetryRecords on *
        Allow xray:PutTraceSegments on *
        Deny all but s3:GetObject on arn:aws:s3:::trail-logs/trails/AWSLogs/*
        """)]
    [InlineData(
        "BackfillIndexRole",
        """
        Allow dynamodb:PutItem on SessionsTable.Arn if ForAllValues:StringLike dynamodb:LeadingKeys arn:* | mcp#*
        Allow dynamodb:Query on SessionsTable.Arn if ForAllValues:StringLike dynamodb:LeadingKeys waiting#*
        Allow kms:Decrypt on <key> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com
        Allow kms:Decrypt on <key> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com | dynamodb.eu-west-1.amazonaws.com
        Allow kms:Decrypt on <foreign> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com
        Allow logs:CreateLogStream on BackfillIndexLogGroup.Arn
        Allow logs:PutLogEvents on BackfillIndexLogGroup.Arn
        Allow s3:GetObject on BackfillResultsBucket.Arn/runs/*/batches/*
        Allow s3:GetObject on arn:aws:s3:::trail-logs/trails/AWSLogs/*
        Allow s3:ListBucket on arn:aws:s3:::trail-logs if StringLikeIfExists s3:prefix trails/AWSLogs/*
        Allow sqs:SendMessage on EnrichQueue.Arn
        Allow xray:PutTelemetryRecords on *
        Allow xray:PutTraceSegments on *
        Deny all but s3:GetObject on arn:aws:s3:::trail-logs/trails/AWSLogs/*
        """)]
    [InlineData(
        "BackfillEnrichRole",
        """
        Allow dynamodb:BatchGetItem on SessionsTable.Arn
        Allow dynamodb:DeleteItem on SessionsTable.Arn if ForAllValues:StringLike dynamodb:LeadingKeys waiting#*
        Allow dynamodb:PutItem on SessionsTable.Arn if ForAllValues:StringLike dynamodb:LeadingKeys waiting#*
        Allow dynamodb:Query on SessionsTable.Arn
        Allow kms:Decrypt on <key> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com
        Allow kms:Decrypt on <key> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com | dynamodb.eu-west-1.amazonaws.com
        Allow kms:Decrypt on <foreign> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com
        Allow kms:GenerateDataKey on <key> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com | dynamodb.eu-west-1.amazonaws.com
        Allow logs:CreateLogStream on BackfillEnrichLogGroup.Arn
        Allow logs:PutLogEvents on BackfillEnrichLogGroup.Arn
        Allow s3:GetObject on BackfillResultsBucket.Arn/runs/*/batches/*
        Allow s3:GetObject on arn:aws:s3:::copies/enriched/*
        Allow s3:GetObject on arn:aws:s3:::trail-logs/trails/AWSLogs/*
        Allow s3:ListBucket on arn:aws:s3:::copies if StringLikeIfExists s3:prefix enriched/*
        Allow s3:ListBucket on arn:aws:s3:::trail-logs if StringLikeIfExists s3:prefix trails/AWSLogs/*
        Allow s3:PutObject on arn:aws:s3:::copies/enriched/*
        Allow xray:PutTelemetryRecords on *
        Allow xray:PutTraceSegments on *
        Deny all but s3:GetObject on arn:aws:s3:::trail-logs/trails/AWSLogs/*
        """)]
    [InlineData(
        "BackfillListRole",
        """
        Allow kms:Decrypt on <key> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com
        Allow kms:GenerateDataKey on <key> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com
        Allow logs:CreateLogStream on BackfillListLogGroup.Arn
        Allow logs:PutLogEvents on BackfillListLogGroup.Arn
        Allow s3:GetObject on BackfillResultsBucket.Arn/runs/*/failed/*
        Allow s3:ListBucket on BackfillResultsBucket.Arn if StringLike s3:prefix runs/*/failed/
        Allow s3:ListBucket on arn:aws:s3:::trail-logs if StringLike s3:prefix trails/AWSLogs/*
        Allow s3:PutObject on BackfillResultsBucket.Arn/runs/*/batches/*
        Allow s3:PutObject on BackfillResultsBucket.Arn/runs/*/plan.json
        Allow xray:PutTelemetryRecords on *
        Allow xray:PutTraceSegments on *
        """)]
    [InlineData(
        "BackfillTotalsRole",
        """
        Allow kms:Decrypt on <key> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com
        Allow kms:GenerateDataKey on <key> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com
        Allow logs:CreateLogStream on BackfillTotalsLogGroup.Arn
        Allow logs:PutLogEvents on BackfillTotalsLogGroup.Arn
        Allow s3:GetObject on BackfillResultsBucket.Arn/runs/*
        Allow s3:PutObject on BackfillResultsBucket.Arn/runs/*/failed/*
        Allow xray:PutTelemetryRecords on *
        Allow xray:PutTraceSegments on *
        """)]
    [InlineData(
        "BackfillRole",
        """
        Allow kms:Decrypt on <key> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com
        Allow kms:GenerateDataKey on <key> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com
        Allow lambda:InvokeFunction on BackfillEnrichFunction.Arn
        Allow lambda:InvokeFunction on BackfillIndexFunction.Arn
        Allow lambda:InvokeFunction on BackfillListFunction.Arn
        Allow lambda:InvokeFunction on BackfillTotalsFunction.Arn
        Allow logs:CreateLogDelivery on *
        Allow logs:DeleteLogDelivery on *
        Allow logs:DescribeLogGroups on *
        Allow logs:DescribeResourcePolicies on *
        Allow logs:GetLogDelivery on *
        Allow logs:ListLogDeliveries on *
        Allow logs:PutResourcePolicy on *
        Allow logs:UpdateLogDelivery on *
        Allow s3:AbortMultipartUpload on BackfillResultsBucket.Arn/runs/*
        Allow s3:GetObject on BackfillResultsBucket.Arn/runs/*
        Allow s3:ListBucket on BackfillResultsBucket.Arn if StringLike s3:prefix runs/*
        Allow s3:ListMultipartUploadParts on BackfillResultsBucket.Arn/runs/*
        Allow s3:PutObject on BackfillResultsBucket.Arn/runs/*
        Allow states:DescribeExecution on arn:aws:states:eu-west-1:111122223333:execution:enricher-backfill/*
        Allow states:DescribeExecution on arn:aws:states:eu-west-1:111122223333:execution:enricher-backfill:*
        Allow states:DescribeMapRun on arn:aws:states:eu-west-1:111122223333:mapRun:enricher-backfill/*
        Allow states:StartExecution on arn:aws:states:eu-west-1:111122223333:stateMachine:enricher-backfill
        Allow states:StopExecution on arn:aws:states:eu-west-1:111122223333:execution:enricher-backfill/*
        Allow states:StopExecution on arn:aws:states:eu-west-1:111122223333:execution:enricher-backfill:*
        Allow xray:GetSamplingRules on *
        Allow xray:GetSamplingTargets on *
        Allow xray:PutTelemetryRecords on *
        Allow xray:PutTraceSegments on *
        """)]
    [InlineData(
        "BatchOperationsRole",
        """
        Allow kms:Decrypt on <key> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com
        Allow kms:GenerateDataKey on <key> if StringEquals kms:ViaService s3.eu-west-1.amazonaws.com
        Allow lambda:InvokeFunction on BackfillEnrichFunction.Arn
        Allow lambda:InvokeFunction on BackfillIndexFunction.Arn
        Allow s3:GetObject on BackfillResultsBucket.Arn/manifests/*
        Allow s3:GetObjectVersion on BackfillResultsBucket.Arn/manifests/*
        Allow s3:PutObject on BackfillResultsBucket.Arn/reports/*
        """)]
    public void A_role_may_do_exactly_this(string role, string permissions) =>
        Assert.Equal(permissions.ReplaceLineEndings("\n").Replace("<key>", Key).Replace("<foreign>", ForeignKey), Permissions.Of(Deployed.Properties(role)));

    [Fact]
    public void There_are_no_other_roles_and_no_other_policies()
    {
        string[] roles =
        [
            "IndexRole", "EnrichRole", "BackfillRole", "BackfillListRole", "BackfillIndexRole", "BackfillEnrichRole", "BackfillTotalsRole", "BatchOperationsRole",
        ];
        Assert.Equal(roles, Deployed.OfType("AWS::IAM::Role").Select(role => role.Name));
        Assert.Equal(
            roles.Length, Deployed.Resources.Values.Count(resource => ((string)resource["Type"]!).StartsWith("AWS::IAM::", StringComparison.Ordinal)));
        Assert.All(
            Deployed.OfType("AWS::IAM::Role"),
            role => Assert.Equal(["AssumeRolePolicyDocument", "Description", "Policies"], role.Properties.Select(property => property.Key).Order()));
    }

    [Fact]
    public void Without_tracing_no_role_may_write_traces() =>
        Assert.All(Stack.Plain.OfType("AWS::IAM::Role"), role => Assert.DoesNotContain("xray:", Permissions.Of(role.Properties), StringComparison.Ordinal));

    [Fact]
    public void Copies_stay_in_the_log_bucket_unless_another_is_named() => Assert.Contains(
        "Allow s3:PutObject on arn:aws:s3:::trail-logs/enriched/*", Permissions.Of(Stack.Plain.Properties("EnrichRole")), StringComparison.Ordinal);

    [Fact]
    public void Without_a_key_no_role_may_use_one() =>
        Assert.All(Stack.Plain.OfType("AWS::IAM::Role"), role => Assert.DoesNotContain("kms:", Permissions.Of(role.Properties), StringComparison.Ordinal));

    [Theory]
    [InlineData("IndexRole", "Allow sts:AssumeRole by lambda.amazonaws.com")]
    [InlineData("EnrichRole", "Allow sts:AssumeRole by lambda.amazonaws.com")]
    [InlineData("BackfillListRole", "Allow sts:AssumeRole by lambda.amazonaws.com")]
    [InlineData("BackfillIndexRole", "Allow sts:AssumeRole by lambda.amazonaws.com")]
    [InlineData("BackfillEnrichRole", "Allow sts:AssumeRole by lambda.amazonaws.com")]
    [InlineData("BackfillTotalsRole", "Allow sts:AssumeRole by lambda.amazonaws.com")]
    [InlineData(
        "BackfillRole",
        "Allow sts:AssumeRole by states.amazonaws.com if StringEquals aws:SourceAccount 111122223333"
        + " and ArnLike aws:SourceArn arn:aws:states:eu-west-1:111122223333:stateMachine:enricher-backfill")]
    [InlineData(
        "BatchOperationsRole",
        "Allow sts:AssumeRole by batchoperations.s3.amazonaws.com if StringEquals aws:SourceAccount 111122223333"
        + " and ArnLike aws:SourceArn arn:aws:s3:eu-west-1:111122223333:job/*")]
    public void A_role_is_taken_by_one_service(string role, string trust) =>
        Assert.Equal(trust, Permissions.TrustOf(Deployed.Properties(role)));

    [Fact]
    public void Each_function_has_a_role_of_its_own_and_no_policies_beside_it()
    {
        var functions = Deployed.OfType("AWS::Serverless::Function").Select(function => function.Properties).ToArray();
        Assert.Equal(functions.Length, functions.Select(function => (string?)function["Role"]).Distinct().Count());
        Assert.All(functions, function => Assert.False(function.ContainsKey("Policies")));
        Assert.False(Deployed.Globals.ContainsKey("Policies"));
        Assert.False(Deployed.Properties("BackfillStateMachine").ContainsKey("Policies"));
    }

    [Theory]
    [InlineData("S3InvokesIndex", "true", "s3.amazonaws.com", "arn:aws:s3:::trail-logs", "111122223333")]
    [InlineData("EventBridgeInvokesIndex", "false", "events.amazonaws.com", "LogFileCreatedRule.Arn", null)]
    public void Only_the_bucket_or_the_rule_may_invoke_pass_one(
        string permission, string createBucket, string service, string source, string? account)
    {
        var (name, properties) = Assert.Single(Stack.With(("CreateBucket", createBucket)).OfType("AWS::Lambda::Permission"));
        Assert.Equal(permission, name);
        var expected = new JsonObject
        {
            ["Action"] = "lambda:InvokeFunction",
            ["FunctionName"] = "IndexFunction.Arn",
            ["Principal"] = service,
        };
        if (account is not null)
        {
            expected["SourceAccount"] = account;
        }

        expected["SourceArn"] = source;
        Assert.Equal(expected.ToJsonString(), properties.ToJsonString());
    }
}
