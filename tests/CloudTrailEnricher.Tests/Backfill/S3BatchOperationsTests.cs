using System.Text.Json;
using CloudTrailEnricher.Backfill;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging.Abstractions;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Backfill;

public sealed class S3BatchOperationsTests : IDisposable
{
    private const string Folder = "AWSLogs/123456789012/CloudTrail/us-east-1/2022/03/17/123456789012_CloudTrail_us-east-1_20220317T0135Z_";

    private static readonly PassOptions Options = new() { HandOver = false, NoteProvisional = false, SettleTime = TimeSpan.Zero };

    private readonly InMemoryLogStore _bucket = new();
    private readonly InMemoryEvidence _evidence = new();
    private readonly InMemoryWaitingList _waiting = new();
    private readonly MemoryBudget _memory = new(64 << 20);

    public void Dispose() => _memory.Dispose();

    [Theory]
    [InlineData("1.0", "\"s3BucketArn\":\"arn:aws:s3:::trail\",\"s3Key\":\"a%20b%2Bc+d/")]
    [InlineData("2.0", "\"s3Bucket\":\"trail\",\"s3Key\":\"a b+c+d/")]
    public async Task Each_version_is_answered_in_its_own_with_one_result_per_task(string version, string place)
    {
        Add("a b+c+d/" + Folder + "0123456789abcdef.json.gz", Gzip(File(Redacted(), SwitchRole())));
        var message = $$"""{"invocationSchemaVersion":"{{version}}","invocationId":"i-1","job":{"id":"j"},"tasks":[{"taskId":"t-1",{{place}}{{Folder}}0123456789abcdef.json.gz","s3VersionId":null}]}""";
        Assert.Equal(
            $$"""{"invocationSchemaVersion":"{{version}}","treatMissingKeysAs":"TemporaryFailure","invocationId":"i-1","results":[{"taskId":"t-1","resultCode":"Succeeded","resultString":"indexed: 2 records, 1 sign-ins, 0 browser siblings"}]}""",
            await Index().HandleAsync(message, TestContext.Current.CancellationToken));
        Assert.Equal(
            $$"""{"invocationSchemaVersion":"{{version}}","treatMissingKeysAs":"TemporaryFailure","invocationId":"i-1","results":[{"taskId":"t-1","resultCode":"Succeeded","resultString":"enriched: 2 of 2 fields recovered, 0 ambiguous, 0 unresolved"}]}""",
            await Enrich().HandleAsync(message, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_damaged_file_and_a_missing_one_fail_for_good_and_what_is_no_log_file_succeeds()
    {
        Add(Folder + "damaged000000000.json.gz", Gzip(File(Redacted()))[..40]);
        var tasks = new[] { "damaged000000000", "missing000000000", "other" }.Select(name =>
            $$"""{"taskId":"{{name}}","s3Bucket":"trail","s3Key":"{{Folder}}{{name}}.json.gz"}""");
        var answer = await Enrich().HandleAsync(
            $$"""{"invocationSchemaVersion":"2.0","invocationId":"i","tasks":[{{string.Join(',', tasks)}}]}""", TestContext.Current.CancellationToken);
        Assert.Contains(
            """{"taskId":"damaged000000000","resultCode":"PermanentFailure","resultString":"s3://trail/""",
            answer,
            StringComparison.Ordinal);
        Assert.Contains(
            """{"taskId":"missing000000000","resultCode":"PermanentFailure","resultString":"s3://trail/""",
            answer,
            StringComparison.Ordinal);
        Assert.Contains("""{"taskId":"other","resultCode":"Succeeded","resultString":"skipped"}""", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, false)]
    [InlineData(990, true)]
    public async Task A_long_reason_is_shortened_in_the_report(int length, bool isShortened)
    {
        var folder = new string('x', length) + "/";
        var file = new LogObject("trail", folder + Folder + "missing000000000.json.gz");
        var answer = await Enrich().HandleAsync(
            $$"""{"invocationSchemaVersion":"2.0","invocationId":"i","tasks":[{"taskId":"t","s3Bucket":"trail","s3Key":"{{file.Key}}"}]}""",
            TestContext.Current.CancellationToken);

        var result = JsonDocument.Parse(answer).RootElement.GetProperty("results")[0].GetProperty("resultString").GetString();

        var reason = $"{file}: no such object";
        Assert.Equal(isShortened ? string.Concat(reason.AsSpan(0, 999), "…") : reason, result);
    }

    [Theory]
    [
        InlineData(
            """{"invocationSchemaVersion":"3.0"}""",
            "S3 Batch Operations, invocationSchemaVersion \"3.0\": known are 1.0 and 2.0; choose one of them in the job"),
    ]
    [
        InlineData(
            """{"invocationSchemaVersion":"1.0","invocationId":"i","tasks":[{"taskId":"t","s3Key":"k","s3Bucket":"b"}]}""",
            "not an invocation by S3 Batch Operations: invocationId, or a task's taskId, s3Key or bucket is missing"),
    ]
    public async Task What_is_no_invocation_is_refused(string message, string reason) =>
        Assert.Equal(
            reason,
            (await Assert.ThrowsAsync<FormatException>(() => Index().HandleAsync(message, TestContext.Current.CancellationToken))).Message);

    private void Add(string key, byte[] content) =>
        _bucket.AddSource(new LogObject("trail", key), new SourceFile(content, "e", DateTimeOffset.UnixEpoch, default));

    private BackfillIndexHandler Index() => new(
        new(
            _bucket,
            _evidence,
            _waiting,
            new InMemoryEnrichQueue(),
            Options,
            NullLogger<IndexPass>.Instance), "trail", new InMemoryBackfillStore(), _memory, NullLogger<BackfillIndexHandler>.Instance);

    private BackfillEnrichHandler Enrich() => new(
        new(
            _bucket,
            _evidence,
            _waiting,
            new InMemoryEnrichQueue(),
            Options,
            TimeProvider.System,
            NullLogger<EnrichPass>.Instance), "trail", new InMemoryBackfillStore(), _memory, NullLogger<BackfillEnrichHandler>.Instance);
}
