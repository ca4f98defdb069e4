using System.Text.Json.Nodes;
using Amazon.S3.Model;

namespace CloudTrailEnricher.IntegrationTests;

/// <summary>A backfill over the wire, as the state machine runs it: pass 1 over all batches, pass 2 over all batches, the totals.</summary>
public sealed class BackfillTests(AwsEmulator emulator)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_batches_of_both_passes_and_their_totals()
    {
        var trail = new MadeUpTrail();
        using var aws = await Deployment.CreateAsync(emulator);
        foreach (var (key, content) in trail.Files)
        {
            await aws.UploadAsync(key, content);
        }

        var batches = trail.Files.Keys.Chunk(7).Select(keys => Batch(aws.Bucket, keys)).ToArray();
        await PutResultsAsync(aws, "index", await RunAsync(aws.Composition.BackfillIndex.HandleAsync, batches));
        Assert.Empty(await aws.ReceiveAsync());
        await PutResultsAsync(aws, "enrich", await RunAsync(aws.Composition.BackfillEnrich.HandleAsync, batches));
        var totals = await aws.Composition.BackfillTotals.HandleAsync(
            $$"""{"bucket":"{{aws.Bucket}}","indexManifest":"runs/index/manifest.json","enrichManifest":"runs/enrich/manifest.json"}""", Token);

        Assert.Empty(await aws.ReceiveAsync());
        Assert.Equal(trail.Files.Count, (await aws.KeysAsync("enriched/")).Count);
        var (index, enrich) = (JsonNode.Parse(totals)!["index"]!, JsonNode.Parse(totals)!["enrich"]!);
        Assert.Equal(trail.Files.Count, (int)index["indexed"]!);
        Assert.Equal(trail.Files.Count, (int)enrich["copied"]! + (int)enrich["enriched"]!);
        Assert.True((int)enrich["recovered"]! > (int)enrich["unresolved"]!, totals);
    }

    private static async Task<JsonArray> RunAsync(Func<string, CancellationToken, Task<string>> handle, IEnumerable<string> batches)
    {
        var results = new JsonArray();
        foreach (var batch in batches)
        {
            results.Add(new JsonObject { ["Input"] = batch, ["Output"] = await handle(batch, Token), ["Status"] = "SUCCEEDED" });
        }

        return results;
    }

    /// <summary>What a Distributed Map's <c>ResultWriter</c> leaves behind.</summary>
    private static async Task PutResultsAsync(Deployment aws, string pass, JsonArray results)
    {
        await PutAsync($"runs/{pass}/SUCCEEDED_0.json", results.ToJsonString());
        await PutAsync(
            $"runs/{pass}/manifest.json",
            $$$"""{"DestinationBucket":"{{{aws.Bucket}}}","ResultFiles":{"FAILED":[],"PENDING":[],"SUCCEEDED":[{"Key":"runs/{{{pass}}}/SUCCEEDED_0.json","Size":1}]}}""");

        Task PutAsync(string key, string content) =>
            aws.Clients.S3.PutObjectAsync(
                new PutObjectRequest { BucketName = aws.Bucket, Key = key, ContentBody = content, UseChunkEncoding = false }, Token);
    }

    internal static string Batch(string bucket, IEnumerable<string> keys) => new JsonObject
    {
        ["BatchInput"] = new JsonObject { ["bucket"] = bucket, ["from"] = "2024-05-06", ["to"] = "2024-05-06" },
        ["Items"] = new JsonArray(
            [.. keys.Select(key => new JsonObject { ["Key"] = key, ["Size"] = 1000, ["LastModified"] = 1714979400 })]),
    }.ToJsonString();
}
