using System.Text.Json.Nodes;
using CloudTrailEnricher.LogFiles;
using DuckDB.NET.Data;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>
/// The saved queries over the samples, in DuckDB: tables of the same columns, filled from the copies and the originals. Athena's dialect
/// differs in one function, <c>cardinality</c>, which is <c>len</c> there.
/// </summary>
public sealed class SavedQueryTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("athena-").FullName;
    private readonly DuckDBConnection _database = new("Data Source=:memory:");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _database.OpenAsync(Stop);
        using var samples = await EnrichedSamples.MakeAsync(Stop);
        await LoadAsync("enriched", "EnrichedTable", samples.Enriched);
        await LoadAsync("original", "OriginalTable", samples.Original);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_was_recovered_names_rule_and_evidence()
    {
        var rows = await QueryAsync("RecoveredQuery", "2022/01/01", "2023/12/31");
        Assert.Equal(8, rows.Count);
        Assert.Equal(["browserSibling", "signIn", "signIn", "signIn", "signIn", "signIn", "signIn", "signIn"], rows.Select(row => row["rule"]).Order());
        Assert.All(rows, row => Assert.NotNull(row["evidence_id"]));
        Assert.Equal(rows.Select(row => row["eventtime"]).Order(), rows.Select(row => row["eventtime"]));
    }

    [Fact]
    public async Task Days_outside_of_the_range_are_left_out() =>
        Assert.Equal(["198.51.100.23", "198.51.100.23"], (await QueryAsync("RecoveredQuery", "2022/04/18", "2022/04/18")).Select(row => row["sourceipaddress"]));

    [Fact]
    public async Task Console_events_are_counted_by_recovered_addresses()
    {
        var rows = await QueryAsync("ByAddressQuery", "2022/01/01", "2023/12/31");
        Assert.Equal(("3", "1", "2"), rows.Where(row => row["sourceipaddress"] == "198.51.100.23").Select(row => (row["events"], row["principals"], row["recovered_events"])).Single());
        Assert.Equal("2", rows.Single(row => row["sourceipaddress"] == "AWS Internal")["events"]);
        Assert.Equal(8, rows.Sum(row => int.Parse(row["recovered_events"]!, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task No_sample_session_moves_between_two_addresses() => Assert.Empty(await QueryAsync("TwoAddressesQuery", "2022/01/01", "2023/12/31"));

    [Fact]
    public async Task A_session_that_moves_is_found()
    {
        await ExecuteAsync("UPDATE enriched SET sourceipaddress = '203.0.113.200' WHERE eventname = 'CreateAccessKey'");
        var row = Assert.Single(await QueryAsync("TwoAddressesQuery", "2022/01/01", "2023/12/31"));
        Assert.Equal(("arn:aws:iam::123456789012:user/alice", "2", "198.51.100.23", "203.0.113.200"), (row["principal"], row["addresses"], row["one_address"], row["another_address"]));
    }

    [Fact]
    public async Task Explain_names_the_caller_and_the_record_that_shows_it()
    {
        var row = Assert.Single(await QueryAsync("WhoWasItQuery", "2022/05/01", "2022/05/02", "2022/05/01", "2022/05/02", "01e84a5d-8bd2-52a0-8ae7-44d08990cae9"));
        Assert.Equal(
            ("AWS Internal", "198.51.100.80", "signIn", "ConsoleLogin", "198.51.100.80"),
            (row["recorded_address"], row["address"], row["rule"], row["evidence_event"], row["evidence_address"]));
    }

    private async Task<List<Dictionary<string, string?>>> QueryAsync(string query, params string[] values)
    {
        using var command = _database.CreateCommand();
        command.CommandText = ((string)Stack.Plain.Properties(query)["QueryString"]!).Replace("cardinality(", "len(", StringComparison.Ordinal);
        foreach (var value in values)
        {
            command.Parameters.Add(new DuckDBParameter(value));
        }

        var rows = new List<Dictionary<string, string?>>();
        using var reader = await command.ExecuteReaderAsync(Stop);
        while (await reader.ReadAsync(Stop))
        {
            rows.Add(
                Enumerable.Range(0, reader.FieldCount).ToDictionary(
                    reader.GetName, column => reader.IsDBNull(column) ? null : reader.GetValue(column).ToString()));
        }

        return rows;
    }

    private async Task LoadAsync(string name, string table, IEnumerable<(LogFileKey File, JsonObject Record)> records)
    {
        var lines = Path.Combine(_folder, name + ".json");
        await File.WriteAllLinesAsync(lines, records.Select(one => Row(one.File, one.Record).ToJsonString()), Stop);
        var input = Stack.Plain.Properties(table)["TableInput"]!;
        var columns = ((JsonArray)input["StorageDescriptor"]!["Columns"]!).Concat((JsonArray)input["PartitionKeys"]!)
            .Select(column => $"\"{column!["Name"]}\": '{DuckType(HiveType.Parse((string)column["Type"]!))}'");
        await ExecuteAsync($"CREATE TABLE {name} AS SELECT * FROM read_json('{lines}', format = 'newline_delimited', columns = {{{string.Join(", ", columns)}}})");
    }

    private async Task ExecuteAsync(string statement)
    {
        using var command = _database.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync(Stop);
    }

    /// <summary>A record as Hive's JSON SerDe sees it: names in lower case, with the partition that its file lies in.</summary>
    private static JsonObject Row(LogFileKey file, JsonObject record)
    {
        var row = (JsonObject)LowerCased(record)!;
        row["account"] = file.Account;
        row["region"] = file.Region;
        row["day"] = file.Date.ToString("yyyy/MM/dd", System.Globalization.CultureInfo.InvariantCulture);
        return row;
    }

    private static JsonNode? LowerCased(JsonNode? node) => node switch
    {
        JsonObject one => new JsonObject(
            one.Select(member => KeyValuePair.Create(member.Key.ToLowerInvariant(), LowerCased(member.Value)))),
        JsonArray many => new JsonArray([.. many.Select(LowerCased)]),
        _ => node?.DeepClone(),
    };

    private static string DuckType(HiveType type) => type.Name switch
    {
        "struct" => $"STRUCT({string.Join(", ", type.Fields.Select(field => $"\"{field.Key}\" {DuckType(field.Value)}"))})",
        "array" => $"{DuckType(type.Fields["element"])}[]",
        "map" => $"MAP({DuckType(type.Fields["key"])}, {DuckType(type.Fields["value"])})",
        _ => "VARCHAR",
    };
}
