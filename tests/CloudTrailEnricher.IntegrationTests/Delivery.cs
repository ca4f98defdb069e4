using System.Text.Json.Nodes;

namespace CloudTrailEnricher.IntegrationTests;

/// <summary>What lies in the bucket and in the table after a trail was delivered.</summary>
/// <param name="Copies">By the key of their source.</param>
/// <param name="Table">The table's items, without the time at which they expire.</param>
internal sealed record Delivery(IReadOnlyDictionary<string, byte[]> Copies, IReadOnlyList<string> Table)
{
    /// <summary>The items of evidence, without those of files that wait.</summary>
    public IEnumerable<string> Evidence => Table.Where(item => !item.Contains("principalArn=waiting#", StringComparison.Ordinal));

    /// <summary>
    /// Delivers files that lie in the bucket: their events in random order, each twice, a few at a time, with pass 2 at work in between.
    /// </summary>
    public static async Task<Delivery> RunAsync(Deployment aws, IEnumerable<string> keys, int seed)
    {
        var random = new Random(seed);
        var twice = keys.Order(StringComparer.Ordinal).SelectMany(key => new[] { key, key }).ToArray();
        random.Shuffle(twice);
        for (var at = 0; at < twice.Length;)
        {
            var some = random.Next(1, 12);
            await aws.Index.HandleAsync(aws.EventFor(twice.Skip(at).Take(some)), TestContext.Current.CancellationToken);
            at += some;
            if (random.Next(2) == 0)
            {
                await aws.DrainDueAsync();
            }
        }

        await aws.DrainAsync();
        var prefix = aws.Settings.Passes.EnrichedPrefix.Value;
        var copies = new Dictionary<string, byte[]>();
        foreach (var copy in await aws.KeysAsync(prefix))
        {
            copies.Add(copy[prefix.Length..], await aws.DownloadAsync(copy));
        }

        return new Delivery(copies, await aws.TableAsync());
    }

    /// <summary>The copies without saying which of several pieces of evidence a value came from.</summary>
    public Dictionary<string, string> CopiesWithoutEvidence() =>
        Copies.ToDictionary(copy => copy.Key, copy => WithoutEvidence(TestFiles.Text(copy.Value)));

    private static string WithoutEvidence(string copy)
    {
        var document = JsonNode.Parse(copy)!;
        foreach (var record in document["Records"]!.AsArray())
        {
            if (record?["enrichment"] is JsonObject enrichment)
            {
                foreach (var name in enrichment.Select(member => member.Key).Except(["recovered", "version"]).ToArray())
                {
                    enrichment.Remove(name);
                }
            }
        }

        return document.ToJsonString();
    }
}
