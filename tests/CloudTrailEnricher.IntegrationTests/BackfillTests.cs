using System.Text.Json.Nodes;
using Amazon.S3.Model;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.IntegrationTests;

/// <summary>
/// A backfill over the wire, as the state machine runs it: plan, list, pass 1 over all batches, pass 2 over all batches, and the sums.
/// </summary>
public sealed class BackfillTests(AwsEmulator emulator)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_folders_all_batches_of_both_passes_and_their_sums()
    {
        var trail = new MadeUpTrail();
        using var aws = await Deployment.CreateAsync(emulator);
        foreach (var (key, content) in trail.Files)
        {
            await aws.UploadAsync(key, content);
        }

        var plan = JsonNode.Parse(await aws.Composition.BackfillList.HandleAsync(
            $$$"""{"plan":{"results":"{{{aws.Bucket}}}","run":"runs/x","batchSize":7,"from":"2024-05-06","to":"2024-05-06"}}""", Token))!;
        foreach (var folder in (JsonArray)JsonNode.Parse(await aws.DownloadAsync((string)plan["plan"]!))!)
        {
            await aws.Composition.BackfillList.HandleAsync(new JsonObject { ["list"] = folder!.DeepClone() }.ToJsonString(), Token);
        }

        var batches = (await aws.KeysAsync("runs/x/batches/both/"))
            .Select(key => $$"""{"results":"{{aws.Bucket}}","batch":"{{key}}"}""")
            .ToArray();
        var index = await AddUpAsync(aws, "index", await RunAsync(aws.Composition.BackfillIndex.HandleAsync, batches));
        Assert.Empty(await aws.ReceiveAsync());
        var enrich = await AddUpAsync(aws, "enrich", await RunAsync(aws.Composition.BackfillEnrich.HandleAsync, batches));

        Assert.Empty(await aws.ReceiveAsync());
        Assert.Equal(trail.Files.Count, (await aws.KeysAsync("enriched/")).Count);
        Assert.Equal((trail.Files.Count, 0), ((int)index["indexed"]!, (int)index["failed"]!));
        Assert.Equal(trail.Files.Count, (int)enrich["copied"]! + (int)enrich["enriched"]!);
        Assert.True((int)enrich["recovered"]! > (int)enrich["unresolved"]!, enrich.ToJsonString());
    }

    [Fact]
    public async Task A_listing_shows_folders_pages_and_what_is_archived()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var store = new S3BackfillStore(aws.Clients.S3);
        await PutAsync("a/1.json", "STANDARD");
        await PutAsync("a/2.json", "GLACIER");
        await PutAsync("a/3.json", "GLACIER_IR");
        await PutAsync("a/b/4.json", "DEEP_ARCHIVE");
        await PutAsync("c/5.json", "INTELLIGENT_TIERING");

        Assert.Equal(["a/", "c/"], await store.FoldersAsync(aws.Bucket, "", Token));
        Assert.Equal(["a/b/"], await store.FoldersAsync(aws.Bucket, "a/", Token));
        Assert.Empty(await store.FoldersAsync(aws.Bucket, "nowhere/", Token));
        var page = await store.ListAsync(aws.Bucket, "", "a/1.json", Token);
        Assert.True(page.IsLast);
        Assert.Equal(
            [("a/2.json", true), ("a/3.json", false), ("a/b/4.json", true), ("c/5.json", false)],
            page.Objects.Select(one => (one.Key, one.IsArchived)));

        Task PutAsync(string key, string storageClass) => aws.Clients.S3.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName =
                aws.Bucket,
                Key = key,
                ContentBody = "x",
                StorageClass = storageClass,
                UseChunkEncoding = false
            }, Token);
    }

    [Fact]
    public async Task An_archived_object_says_that_it_must_be_restored()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        await aws.Clients.S3.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName =
                aws.Bucket,
                Key = "a.json",
                ContentBody = "x",
                StorageClass = "DEEP_ARCHIVE",
                UseChunkEncoding = false
            }, Token);

        var failure = await Assert.ThrowsAsync<ArchivedObjectException>(() => aws.Store.GetAsync(aws.At("a.json"), Token));
        Assert.Equal($"s3://{aws.Bucket}/a.json: archived; restore the object, then run again", failure.Message);
    }

    private static async Task<JsonArray> RunAsync(Func<string, CancellationToken, Task<string>> handle, IEnumerable<string> batches)
    {
        var results = new JsonArray();
        foreach (var batch in batches)
        {
            results.Add(JsonNode.Parse(await handle(batch, Token)));
        }

        return results;
    }

    /// <summary>What a Distributed Map's <c>ResultWriter</c> leaves behind, added up.</summary>
    private static async Task<JsonNode> AddUpAsync(Deployment aws, string pass, JsonArray results)
    {
        await PutAsync($"runs/x/{pass}/SUCCEEDED_0.json", results.ToJsonString());
        await PutAsync(
            $"runs/x/{pass}/manifest.json",
            $$$"""{"DestinationBucket":"{{{aws.Bucket}}}","ResultFiles":{"FAILED":[],"PENDING":[],"SUCCEEDED":[{"Key":"runs/x/{{{pass}}}/SUCCEEDED_0.json","Size":1}]}}""");
        return JsonNode.Parse(await aws.Composition.BackfillTotals.HandleAsync(
            $$"""{"bucket":"{{aws.Bucket}}","manifest":"runs/x/{{pass}}/manifest.json","failed":"runs/x/failed/{{pass}}"}""", Token))!;

        Task PutAsync(string key, string content) =>
            aws.Clients.S3.PutObjectAsync(
                new PutObjectRequest { BucketName = aws.Bucket, Key = key, ContentBody = content, UseChunkEncoding = false }, Token);
    }
}
