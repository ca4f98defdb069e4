using System.Globalization;
using System.Text.Json.Nodes;
using CloudTrailEnricher.LogFiles;
using DuckDB.NET.Data;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>
/// Athena's tables in DuckDB: the template's columns, filled from the samples' copies and originals. Athena's dialect differs in one
/// function, <c>cardinality</c>, which is <c>len</c> there.
/// </summary>
internal sealed class AthenaTables : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("athena-").FullName;
    private readonly DuckDBConnection _database = new("Data Source=:memory:");

    private AthenaTables()
    {
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<AthenaTables> LoadAsync()
    {
        var tables = new AthenaTables();
        await tables._database.OpenAsync(Stop);
        using var samples = await EnrichedSamples.MakeAsync(Stop);
        await tables.LoadAsync("enriched", "EnrichedTable", samples.Enriched);
        await tables.LoadAsync("original", "OriginalTable", samples.Original);
        return tables;
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Runs a query with values for its question marks.</summary>
    public async Task<List<Dictionary<string, string?>>> QueryAsync(string query, params IEnumerable<string> values)
    {
        using var command = _database.CreateCommand();
        command.CommandText = query.Replace("cardinality(", "len(", StringComparison.Ordinal);
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
        await ExecuteAsync(
            $"CREATE TABLE {name} AS SELECT * FROM "
            + $"read_json('{lines}', format = 'newline_delimited', columns = {{{string.Join(", ", columns)}}})");
    }

    public async Task ExecuteAsync(string statement)
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
        row["day"] = file.Date.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture);
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
