using CloudTrailEnricher.Lambda.Tests.Hosts;

namespace CloudTrailEnricher.Lambda.Tests;

/// <summary>Pass 1 and then pass 2 over all samples, in each host.</summary>
public sealed class BothPassesTests
{
    [Fact]
    public async Task All_samples_get_the_same_copies_in_both_hosts()
    {
        var aws = new[] { MemoryAws.WithSamples(), MemoryAws.WithSamples() };
        using var bootstrapIndex = new BootstrapFunction(Repository.Handler("IndexFunction"), aws[0]);
        using var bootstrapEnrich = new BootstrapFunction(Repository.Handler("EnrichFunction"), aws[0]);
        await RunAsync(aws[0], bootstrapIndex, bootstrapEnrich);
        using var managedIndex = new ManagedFunction(Repository.Handler("IndexFunction"), aws[1]);
        using var managedEnrich = new ManagedFunction(Repository.Handler("EnrichFunction"), aws[1]);
        await RunAsync(aws[1], managedIndex, managedEnrich);

        Assert.Equal(Samples.EventNames.Count(), aws[0].Copies().Count);
        Assert.Equal(aws[0].Copies(), aws[1].Copies());
        Assert.Equal(3, aws[1].Copies().Values.Sum(copy => copy.Split("\"match\":\"mcpCall\"").Length - 1));
        Assert.Equal(8, aws[1].Copies().Values.Sum(copy => copy.Split("\"recovered\":[\"").Length - 1));
    }

    private static async Task RunAsync(MemoryAws aws, IDeployedFunction index, IDeployedFunction enrich)
    {
        aws.Time.SetUtcNow(MemoryAws.AfterAllSamples);
        foreach (var name in Samples.EventNames)
        {
            Assert.Equal(new Answer("""{"indexed":1,"ignored":0,"refused":0}"""), await index.InvokeAsync(Samples.Event(name)));
        }

        Assert.Equal(new Answer("""{"batchItemFailures":[]}"""), await enrich.InvokeAsync(aws.TakeBatch()));
    }
}
