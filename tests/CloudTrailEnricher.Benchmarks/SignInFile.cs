using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudTrailEnricher.Benchmarks;

/// <summary>The log file of the region in which a made-up file's sessions signed in.</summary>
internal static class SignInFile
{
    private const string Account = "123456789012";

    /// <summary>Writes a log file with the sign-in of each session of a file that <see cref="Trail"/> wrote.</summary>
    public static void Write(string path, string sessionsPath)
    {
        var records = new JsonArray();
        foreach (var (_, session) in JsonNode.Parse(File.ReadAllBytes(sessionsPath))!.AsObject())
        {
            records.Add(SignIn(session!));
        }

        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Optimal);
        using var json = new Utf8JsonWriter(gzip, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        new JsonObject { ["Records"] = records }.WriteTo(json);
    }

    private static JsonObject SignIn(JsonNode session) => new()
    {
        ["eventVersion"] = "1.08",
        ["userIdentity"] = new JsonObject
        {
            ["type"] = "AssumedRole",
            ["arn"] = session["arn"]!.DeepClone(),
            ["accountId"] = Account,
            ["sessionContext"] = new JsonObject { ["attributes"] = new JsonObject { ["creationDate"] = session["creationDate"]!.DeepClone() } },
        },
        ["eventTime"] = session["evidence"]!["eventTime"]!.DeepClone(),
        ["eventSource"] = "signin.amazonaws.com",
        ["eventName"] = "ConsoleLogin",
        ["awsRegion"] = session["evidence"]!["awsRegion"]!.DeepClone(),
        ["sourceIPAddress"] = session["sourceIPAddress"]!.DeepClone(),
        ["userAgent"] = session["userAgent"]!.DeepClone(),
        ["responseElements"] = new JsonObject { ["ConsoleLogin"] = "Success" },
        ["eventID"] = session["evidence"]!["eventID"]!.DeepClone(),
        ["eventType"] = "AwsConsoleSignIn",
        ["recipientAccountId"] = Account,
    };
}
