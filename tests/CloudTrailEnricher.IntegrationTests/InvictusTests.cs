using CloudTrailEnricher.Requirements;

namespace CloudTrailEnricher.IntegrationTests;

/// <summary>The whole of a real, redacted trail through the emulator.</summary>
[Needs<PublicDataSets>]
public sealed class InvictusTests(AwsEmulator emulator)
{
    private const int Seeds = 20;

    [Fact]
    public async Task A_trail_is_recovered_whole_in_any_order_of_arrival()
    {
        using var upload = await Deployment.CreateAsync(emulator);
        using var trail = await RedactedTrail.OfInvictusAsync();
        var files = trail.Files;
        foreach (var (key, content) in files)
        {
            await upload.UploadAsync(key, content);
        }

        Delivery? first = null;
        var outcomes = new HashSet<string>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            using var aws = await Deployment.CreateAsync(
                emulator, upload.Bucket, settleMinutes: seed % 2 * 20, enrichedPrefix: $"enriched-{seed}/", requireMatchingAccount: false);

            var delivery = await Delivery.RunAsync(aws, files.Keys, seed);

            Assert.Equal(files.Keys.Order(), delivery.Copies.Keys.Order());
            var score = await trail.ScoreAsync(delivery.Copies);
            Assert.Contains("files missing 0, records lost 0, fields damaged 0\n", score, StringComparison.Ordinal);
            Assert.True(
                score.Contains("recall 1.0000 precision 1.0000 (468 recovered, 0 wrong)", StringComparison.Ordinal),
                $"seed {seed}: {score}");
            outcomes.UnionWith(aws.Log.Lines.Where(line => line.StartsWith("enrich: ", StringComparison.Ordinal)).Select(Outcome));
            first ??= delivery;
            Assert.Equal(first.Evidence, delivery.Evidence);
            Assert.Equal(first.CopiesWithoutEvidence(), delivery.CopiesWithoutEvidence());
        }

        // The orders were hard enough: files came before their evidence, and duplicates after their copy.
        Assert.Superset(new HashSet<string> { "AlreadyPublished", "Copied", "Held", "Improved", "Published" }, outcomes);
    }

    private static string Outcome(string line) => line.Split(':')[1].Split(' ')[^1];
}
