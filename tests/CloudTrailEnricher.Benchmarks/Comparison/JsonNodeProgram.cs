using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudTrailEnricher.Benchmarks.Comparison;

/// <summary>The C# that one would write in an hour.</summary>
internal static class JsonNodeProgram
{
    public static void Run(string source, string target, string sessions)
    {
        var known = JsonNode.Parse(File.ReadAllText(sessions))!;
        JsonNode document;
        using (var text = new GZipStream(File.OpenRead(source), CompressionMode.Decompress))
        {
            document = JsonNode.Parse(text)!;
        }

        foreach (var record in document["Records"]!.AsArray())
        {
            Enrich(record!.AsObject(), known);
        }

        using var output = new GZipStream(File.Create(target), CompressionLevel.Optimal);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        document.WriteTo(writer);
    }

    private static void Enrich(JsonObject record, JsonNode known)
    {
        string[] redacted = [.. new[] { "sourceIPAddress", "userAgent" }.Where(field => (string?)record[field] == "AWS Internal")];
        var identity = record["userIdentity"];
        if (redacted.Length == 0 || identity?["invokedBy"] is not null || (string?)record["sessionCredentialFromConsole"] != "true")
        {
            return;
        }

        var session = known[$"{(string?)identity?["arn"]}|{(string?)identity?["sessionContext"]?["attributes"]?["creationDate"]}"];
        var enrichment = new JsonObject
        {
            ["recovered"] = new JsonArray([.. (session is null ? [] : redacted).Select(field => (JsonNode)field)]),
            ["match"] = session is null ? "none" : "signIn",
        };
        if (session is not null)
        {
            foreach (var field in redacted)
            {
                record[field] = session[field]!.DeepClone();
            }

            enrichment["evidence"] = session["evidence"]!.DeepClone();
        }

        enrichment["version"] = "1.0.0";
        record["enrichment"] = enrichment;
    }
}
