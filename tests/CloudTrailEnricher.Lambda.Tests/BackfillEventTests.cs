using CloudTrailEnricher.Lambda.Tests.Hosts;

namespace CloudTrailEnricher.Lambda.Tests;

/// <summary>What the state machine and S3 Batch Operations send to the backfill's functions: both hosts answer the same.</summary>
public sealed class BackfillEventTests
{
    private static readonly string Batch =
        """{"BatchInput":{"bucket":"amzn-s3-demo-bucket","from":"2022-02-24","to":"2024-12-31"},"Items":[{"Key":"KEY","Etag":"\"e\"","Size":100},{"Key":"readme.txt","Size":1}]}"""
            .Replace("KEY", Samples.Key("good"), StringComparison.Ordinal);

    public static TheoryData<string, string, string> Invocations => new()
    {
        { "BackfillIndexFunction", Batch, """{"seen":2,"indexed":1,"skipped":1,"records":1,"signIns":0,"browserSiblings":0,"released":0,"archived":0,"failed":0}""" },
        { "BackfillEnrichFunction", Batch, """{"seen":2,"copied":1,"left":0,"enriched":0,"recovered":0,"unresolved":0,"ambiguous":0,"alreadyPublished":0,"skipped":1,"archived":0,"failed":0}""" },
        { "BackfillIndexFunction", BatchOperations("1.0"), Results(
            "1.0", "Succeeded", "indexed: 1 records, 0 sign-ins, 0 browser siblings") },
        { "BackfillIndexFunction", BatchOperations("2.0"), Results(
            "2.0", "Succeeded", "indexed: 1 records, 0 sign-ins, 0 browser siblings") },
        { "BackfillEnrichFunction", BatchOperations("2.0"), Results("2.0", "Succeeded", "copied") },
        {
            "BackfillTotalsFunction",
            """{"bucket":"amzn-s3-demo-bucket","manifest":"i/manifest.json","failed":"runs/x/failed/index"}""",
            """{"failed":0,"indexed":7}"""
        },
        {
            "BackfillListFunction",
            """{"plan":{"results":"amzn-s3-demo-bucket","run":"runs/x","batchSize":100,"from":"2024-02-29","to":"2024-02-29"}}""",
            """{"folders":0,"plan":"runs/x/plan.json","toIndex":0,"toEnrich":0}"""
        },
    };

    [Theory]
    [MemberData(nameof(Invocations))]
    public async Task An_invocation_is_answered(string function, string payload, string answer)
    {
        using var backfill = new BothHosts(function, Prepare);
        Assert.Equal(new Answer(answer), await backfill.InvokeAsync(payload));
    }

    [Theory]
    [InlineData("BackfillIndexFunction", "{}")]
    [InlineData("BackfillEnrichFunction", "null")]
    [InlineData("BackfillListFunction", "{}")]
    [InlineData("BackfillListFunction", """{"plan":{"results":"b","run":"elsewhere","batchSize":1}}""")]
    [InlineData("BackfillTotalsFunction", "{}")]
    [InlineData("BackfillTotalsFunction", "")]
    public async Task Anything_else_is_refused(string function, string payload)
    {
        using var backfill = new BothHosts(function);
        var answer = await backfill.InvokeAsync(payload);
        Assert.Equal((null, "FormatException"), (answer.Body, answer.ErrorType));
    }

    [Fact]
    public async Task Files_that_failed_are_named_in_the_answer()
    {
        using var backfill = new BothHosts("BackfillIndexFunction");
        Assert.Equal(
            new Answer(
                """{"seen":2,"indexed":0,"skipped":1,"records":0,"signIns":0,"browserSiblings":0,"released":0,"archived":0,"failed":1,"failures":[{"key":"KEY","reason":"no such object"}]}"""
                    .Replace("KEY", Samples.Key("good"), StringComparison.Ordinal)),
            await backfill.InvokeAsync(Batch));
    }

    private static string BatchOperations(string version) =>
        (version == "1.0"
            ? """{"invocationSchemaVersion":"1.0","invocationId":"i","job":{"id":"j"},"tasks":[{"taskId":"t","s3Key":"KEY","s3VersionId":"1","s3BucketArn":"arn:aws:s3:::amzn-s3-demo-bucket"}]}"""
            : """{"invocationSchemaVersion":"2.0","invocationId":"i","job":{"id":"j","userArguments":{}},"tasks":[{"taskId":"t","s3Key":"KEY","s3VersionId":null,"s3Bucket":"amzn-s3-demo-bucket"}]}""")
        .Replace("KEY", Samples.Key("good"), StringComparison.Ordinal);

    private static string Results(string version, string code, string text) =>
        $$"""{"invocationSchemaVersion":"{{version}}","treatMissingKeysAs":"TemporaryFailure","invocationId":"i","results":[{"taskId":"t","resultCode":"{{code}}","resultString":"{{text}}"}]}""";

    private static void Prepare(MemoryAws aws)
    {
        aws.Upload(Samples.Key("good"), Samples.PlainFile);
        aws.UploadResult(
            "i/manifest.json", """{"DestinationBucket":"amzn-s3-demo-bucket","ResultFiles":{"SUCCEEDED":[{"Key":"i/0.json"}]}}""");
        aws.UploadResult("i/0.json", """[{"indexed":3},{"indexed":4}]""");
    }
}
