using System.Text.Json.Nodes;
using CloudTrailEnricher.Copies;

namespace CloudTrailEnricher.IntegrationTests;

/// <summary>A whole trail through the emulator, in many orders.</summary>
public sealed class MadeUpTrailTests(AwsEmulator emulator)
{
    private const int Seeds = 2;

    [Theory]
    [InlineData(0, "Improved")]
    [InlineData(20, "Held")]
    public async Task A_trail_is_recovered_whole_in_any_order_of_arrival(int settleMinutes, string expectedOutcome)
    {
        using var upload = await Deployment.CreateAsync(emulator);
        var trail = new MadeUpTrail();
        foreach (var (key, content) in trail.Files)
        {
            await upload.UploadAsync(key, content);
        }

        IEnumerable<string>? evidence = null;
        for (var seed = 0; seed < Seeds; seed++)
        {
            using var aws = await Deployment.CreateAsync(emulator, upload.Bucket, settleMinutes, enrichedPrefix: $"enriched-{seed}/");

            var delivery = await Delivery.RunAsync(aws, trail.Files.Keys, seed);

            Assert.Equal(trail.Expected.Keys.Order(), delivery.Copies.Keys.Order());
            Assert.All(
                delivery.Copies,
                copy => Assert.Equal(
                    trail.Expected[copy.Key].Select(MadeUpTrail.Canonical), MadeUpTrail.RecordsWithoutEnrichment(copy.Value)));
            evidence ??= delivery.Evidence;
            Assert.Equal(evidence, delivery.Evidence);
            Assert.Contains(aws.Log.Lines, line => line.Contains($" {expectedOutcome}: ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task What_every_copy_says_of_itself_agrees_with_its_records()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var trail = new MadeUpTrail();
        foreach (var (key, content) in trail.Files)
        {
            await aws.UploadAsync(key, content);
        }

        var delivery = await Delivery.RunAsync(aws, trail.Files.Keys, seed: 1);

        foreach (var (key, content) in delivery.Copies)
        {
            var enrichments = JsonNode.Parse(TestFiles.Text(content))!["Records"]!.AsArray()
                .Select(record => record!["enrichment"]).OfType<JsonObject>().ToArray();
            var description = (
                await aws.Store.FindCopyAsync(aws.At("enriched/" + key), TestContext.Current.CancellationToken))?.Description;
            Assert.NotNull(description);
            Assert.Equal(aws.At(key), description.Source);
            Assert.Equal(enrichments.Sum(enrichment => enrichment["recovered"]!.AsArray().Count), description.Recovered);
            Assert.Equal(description.Redacted, description.Recovered + description.Ambiguous + description.Unresolved);
            Assert.Equal(CopyDescription.CurrentVersion, description.Version);
        }
    }
}
