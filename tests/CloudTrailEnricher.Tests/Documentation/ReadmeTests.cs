using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Replay;
using CloudTrailEnricher.Tests.Deployment;
using DuckDB.NET.Data;

namespace CloudTrailEnricher.Tests.Documentation;

/// <summary>What README shows beside its commands, which <see cref="CommandTests"/> runs: queries and a record.</summary>
public sealed class ReadmeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("readme-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_Athena_query_finds_what_was_recovered_in_the_samples()
    {
        await using var tables = await AthenaTables.LoadAsync();
        var rows = await tables.QueryAsync(Page.Queries("README.md")[0]);
        Assert.Equal(8, rows.Count);
        Assert.Equal(("2022-03-17T01:32:27Z", "DescribeImages", "203.0.113.1", "signIn"), Row(rows[0]));

        static (string?, string?, string?, string?) Row(Dictionary<string, string?> row) =>
            (row["eventtime"], row["eventname"], row["sourceipaddress"], row["rule"]);
    }

    [Fact]
    public async Task The_DuckDB_query_finds_the_same_in_a_folder_of_copies()
    {
        var copies = Path.Combine(_folder, "enriched-logs");
        var options = new ReplayOptions
        {
            Inputs = [Compressed(Repository.Path("events", "AWSLogs"))],
            OutputFolder = copies,
            Format = OutputFormat.Json,
            EnrichedPrefix = "enriched/",
        };
        Assert.True(await ReplayCommand.RunAsync(options, TextReader.Null, TextWriter.Null, Token));
        await using var database = new DuckDBConnection("Data Source=:memory:");
        await database.OpenAsync(Token);
        using var command = database.CreateCommand();
        command.CommandText = Page.Queries("README.md")[1].Replace("enriched-logs", copies, StringComparison.Ordinal);

        using var reader = await command.ExecuteReaderAsync(Token);
        var rows = 0;
        while (await reader.ReadAsync(Token))
        {
            rows++;
        }

        Assert.Equal(8, rows);
    }

    [Fact]
    public void The_record_names_the_version_that_is_written() =>
        Assert.Contains($"\"version\": \"{CopyDescription.CurrentVersion}\"", Page.Text("README.md"), StringComparison.Ordinal);

    [Fact]
    public void It_is_read_in_a_few_minutes() => Assert.InRange(File.ReadLines(Repository.Path("README.md")).Count(), 100, 250);

    /// <summary>The samples as CloudTrail delivers log files.</summary>
    private string Compressed(string samples)
    {
        var logs = Path.Combine(_folder, "AWSLogs");
        foreach (var file in Directory.GetFiles(samples, "*.json", SearchOption.AllDirectories))
        {
            var compressed = Path.Combine(logs, Path.GetRelativePath(samples, file) + ".gz");
            Directory.CreateDirectory(Path.GetDirectoryName(compressed)!);
            File.WriteAllBytes(compressed, Samples.Gzip(File.ReadAllBytes(file)));
        }

        return logs;
    }
}
