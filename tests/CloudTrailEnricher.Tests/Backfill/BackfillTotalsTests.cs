using System.Text;
using CloudTrailEnricher.Backfill;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Tests.Backfill;

public sealed class BackfillTotalsTests
{
    private const string Request = """{"bucket":"results","indexManifest":"runs/a/index/manifest.json","enrichManifest":"runs/a/enrich/manifest.json"}""";

    private readonly Dictionary<string, string> _bucket = new()
    {
        ["runs/a/index/manifest.json"] = """{"DestinationBucket":"results","MapRunArn":"arn","ResultFiles":{"FAILED":[{"Key":"f","Size":1}],"PENDING":[],"SUCCEEDED":[{"Key":"i0","Size":1},{"Key":"i1","Size":1}]}}""",
        ["i0"] = """[{"ExecutionArn":"arn","Input":"{}","Output":"{\"seen\":100,\"indexed\":90}","Status":"SUCCEEDED"},{"Output":"{\"seen\":100,\"indexed\":100,\"note\":\"x\"}"}]""",
        ["i1"] = """[{"Output":"{\"seen\":7,\"indexed\":7}"},{"Status":"SUCCEEDED"}]""",
        ["runs/a/enrich/manifest.json"] = """{"DestinationBucket":"results","ResultFiles":{"FAILED":[],"PENDING":[],"SUCCEEDED":[]}}""",
    };

    [Fact]
    public async Task The_numbers_of_all_batches_are_added_up_and_0_stands_where_there_are_none() =>
        Assert.Equal("""{"index":{"indexed":197,"seen":207},"enrich":{"copied":0,"enriched":0,"recovered":0,"unresolved":0}}""", await RunAsync());

    [Theory]
    [InlineData("i1", "[{\"Output\":\"{", "s3://results/i1: not a Distributed Map's results: ")]
    [InlineData("i1", "{}", "s3://results/i1: not a Distributed Map's results: ")]
    [InlineData("i1", "[{\"Output\":\"[]\"}]", "s3://results/i1: a batch's output is no JSON object")]
    [InlineData("runs/a/index/manifest.json", "{}", "s3://results/runs/a/index/manifest.json: not a manifest of a Distributed Map's results (no ResultFiles)")]
    public async Task Results_of_another_structure_are_an_error_that_names_the_file(string key, string content, string message)
    {
        _bucket[key] = content;
        Assert.StartsWith(message, (await Assert.ThrowsAsync<FormatException>(RunAsync)).Message, StringComparison.Ordinal);
    }

    private Task<string> RunAsync() => new BackfillTotals(OpenAsync).HandleAsync(Request, TestContext.Current.CancellationToken);

    private Task<Stream> OpenAsync(LogObject item, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(_bucket[item.Key])));
}
