using System.Text;
using System.Text.Json.Nodes;

namespace CloudTrailEnricher.Tests.Documentation;

/// <summary>The table in <c>docs/decisions.md</c> about records that agents caused, against what the program makes of the samples.</summary>
public sealed class AgentRecordTableTests
{
    private const string Heading = "## The samples of agents\n";

    [Fact]
    public async Task The_table_of_records_of_agents_is_what_the_program_makes_of_the_samples()
    {
        var page = Page.Text("docs/decisions.md");
        var begin = page.IndexOf(Heading, StringComparison.Ordinal);
        Assert.True(begin >= 0, $"docs/decisions.md has no heading \"{Heading.Trim()}\"");
        var found = page[page.IndexOf("\n|", begin, StringComparison.Ordinal)..];
        found = found[1..(found.IndexOf("|\n\n", StringComparison.Ordinal) + 2)];
        var table = await TableAsync();
        Assert.True(table == found, $"docs/decisions.md, \"{Heading.Trim()}\": put this table in place of the one there:\n\n{table}");
    }

    private static async Task<string> TableAsync()
    {
        using var samples = await EnrichedSamples.MakeAsync(TestContext.Current.CancellationToken);
        using var rewritten = await EnrichedSamples.MakeAsync(TestContext.Current.CancellationToken, rewriteMcp: true);
        var table = new StringBuilder("| Time | Record | Both fields before | `match` | What `enrichment` says | Both fields with `RewriteMcp` |\n")
            .Append("| --- | --- | --- | --- | --- | --- |\n");
        var rows = samples.Enriched.Zip(samples.Original, rewritten.Enriched)
            .Where(row => row.Second.Record["userIdentity"]?["invokedBy"]?.ToString() == "aws-mcp.amazonaws.com")
            .OrderBy(row => row.Second.Record["eventTime"]!.ToString(), StringComparer.Ordinal)
            .ThenBy(row => row.Second.Record["awsRegion"]!.ToString(), StringComparer.Ordinal);
        foreach (var (copy, source, rewrittenCopy) in rows)
        {
            var enrichment = copy.Record["enrichment"]!;
            string[] cells =
            [
                source.Record["eventTime"]!.ToString()[11..19],
                $"{source.Record["eventName"]} in {source.Record["awsRegion"]}",
                Fields(source.Record),
                $"`{enrichment["match"]}`",
                Said(enrichment),
                Fields(rewrittenCopy.Record),
            ];
            Assert.Equal(Fields(source.Record), Fields(copy.Record));
            table.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
        }

        return table.ToString();
    }

    private static string Said(JsonNode enrichment) => enrichment["agent"] is { } agent
        ? $"`agent`: {agent["sourceIPAddress"]}, {Program(agent)}, {agent["tool"]}"
        : $"`reason`: {enrichment["reason"]}"
            + (enrichment["candidates"] is JsonArray candidates
                ? "; candidates: " + string.Join(", ", candidates.Select(one => $"{one!["sourceIPAddress"]} {Program(one)}"))
                : "");

    private static string Fields(JsonObject record) => record["sourceIPAddress"]!.ToString() == record["userAgent"]!.ToString()
        ? record["userAgent"]!.ToString()
        : $"{record["sourceIPAddress"]}, {Program(record)}";

    /// <summary>The program that a user agent names last.</summary>
    private static string Program(JsonNode values) => values["userAgent"]!.ToString().Split(' ')[^1].Split('/')[0];
}
