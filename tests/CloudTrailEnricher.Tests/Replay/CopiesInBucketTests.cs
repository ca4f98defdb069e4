using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Replay.Aws;

namespace CloudTrailEnricher.Tests.Replay;

public sealed class CopiesInBucketTests
{
    private const string Key = "AWSLogs/123456789012/CloudTrail/us-east-1/2022/03/17/123456789012_CloudTrail_us-east-1_20220317T0135Z_0123456789abcdef.json.gz";

    private static readonly ObjectCreated File = new(new LogObject("trail", Key)) { ETag = "e-1" };

    [Fact]
    public async Task Copies_of_another_version_in_the_bucket_are_made_again() =>
        Assert.False(await HasAsync(CopyDescription.Unchanged(File.File, "e-1") with { Version = "0.9.0" }, File));

    [Fact]
    public async Task A_copy_of_this_version_and_source_is_left_alone() =>
        Assert.True(await HasAsync(CopyDescription.Unchanged(File.File, "e-1"), File));

    [Fact]
    public async Task A_copy_of_a_source_that_was_replaced_is_made_again() =>
        Assert.False(await HasAsync(CopyDescription.Unchanged(File.File, "e-0"), File));

    [Theory]
    [InlineData(null, false)]
    [InlineData("d", true)]
    public async Task A_copy_with_redacted_fields_is_complete_only_if_it_says_what_was_decided(string? decisions, bool isComplete) =>
        Assert.Equal(
            isComplete, await HasAsync(CopyDescription.Unchanged(File.File, "e-1") with { Redacted = 1, Decisions = decisions }, File));

    private static async Task<bool> HasAsync(CopyDescription description, ObjectCreated file)
    {
        var store = new InMemoryLogStore();
        await store.TryPutCopyAsync(
            file.File with { Key = "enriched/" + Key },
            default,
            default,
            description,
            replaces: null,
            TestContext.Current.CancellationToken);
        return await new CopiesInBucket(store, EnrichedPrefix.Default).HasAsync(file, TestContext.Current.CancellationToken);
    }
}
