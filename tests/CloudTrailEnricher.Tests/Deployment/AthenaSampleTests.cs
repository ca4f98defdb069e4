using System.Text.Json.Nodes;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>The samples, before and after, against the columns of the Athena tables.</summary>
public sealed class AthenaSampleTests
{
    /// <summary>Objects whose shape depends on the service: CloudTrailInputFormat makes text of them.</summary>
    private static readonly string[] Text = ["requestparameters", "responseelements", "additionaleventdata", "serviceeventdetails", "edgedevicedetails"];

    [Theory]
    [InlineData("EnrichedTable")]
    [InlineData("OriginalTable")]
    public async Task Every_value_of_the_samples_has_a_place_in_its_column(string table)
    {
        using var samples = await EnrichedSamples.MakeAsync(TestContext.Current.CancellationToken);
        var columns = ((JsonArray)Stack.Plain.Properties(table)["TableInput"]!["StorageDescriptor"]!["Columns"]!)
            .ToDictionary(column => (string)column!["Name"]!, column => HiveType.Parse((string)column!["Type"]!));
        Assert.Equal(30, samples.Enriched.Count);
        Assert.Empty(
            samples.Enriched.Concat(samples.Original)
                .SelectMany(one => one.Record)
                .SelectMany(member => Missing(columns, member.Key, member.Value)));
    }

    private static IEnumerable<string> Missing(Dictionary<string, HiveType> columns, string name, JsonNode? value) =>
        !columns.TryGetValue(name.ToLowerInvariant(), out var type) ? [name]
        : Text.Contains(name.ToLowerInvariant()) && type.Name == "string" ? []
        : type.Missing(value, name);
}
