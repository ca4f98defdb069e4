using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace CloudTrailEnricher.Lambda.Tests;

/// <summary>Events and log files in the forms in which they reach the functions.</summary>
internal static class Samples
{
    /// <summary>What AWS Config tells a topic that it shares with a trail.</summary>
    public const string ConfigMessage =
        """{"s3ObjectKey":"AWSLogs/123456789012/Config/x.json.gz","s3BucketName":"amzn-s3-demo-bucket","messageType":"ConfigurationHistoryDeliveryCompleted"}""";

    private const string Plain = """{"eventName":"Decrypt","sourceIPAddress":"192.0.2.7","userAgent":"aws-cli/2","n":1.50}""";

    /// <summary>The names of the sample events.</summary>
    public static IEnumerable<string> EventNames =>
        Directory.EnumerateFiles(Repository.At("events"), "*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    /// <summary>A log file in which nothing is redacted.</summary>
    public static string PlainFile => $$"""{"Records":[{{Plain}}]}""";

    public static string Event(string name) => File.ReadAllText(Repository.At($"events/{name}"));

    /// <summary>A log file's key.</summary>
    public static string Key(string unique) =>
        "AWSLogs/123456789012/CloudTrail/us-east-1/2023/07/10/"
        + $"123456789012_CloudTrail_us-east-1_20230710T1235Z_{unique.PadLeft(16, '0')}.json.gz";

    /// <summary>An S3 notification of these records.</summary>
    public static string Notification(params IEnumerable<string> records) => $$"""{"Records":[{{string.Join(',', records)}}]}""";

    /// <summary>A record of an S3 notification.</summary>
    public static string Record(
        string key, string more = "", string name = "ObjectCreated:Put", string time = "\"2023-07-10T12:40:00.000Z\"") =>
        $$$$"""{"eventSource":"aws:s3","eventName":"{{{{name}}}}","eventTime":{{{{time}}}},"s3":{"bucket":{"name":"amzn-s3-demo-bucket"},"object":{"key":"{{{{key}}}}"{{{{more}}}}}}}""";

    /// <summary>A record as pass 1 writes it into the queue, with all that it can say about the file.</summary>
    public static string HintedRecord(string key) => Record(key)[..^1] + """
        ,"cloudTrailEnricher":{"redactedSessions":[{"arn":"arn:aws:iam::123456789012:user/alice","creationDate":"2023-07-10T12:00:00Z",
        "fields":["sourceIPAddress","userAgent"]}],"contentType":"application/json","contentEncoding":"gzip","waited":true,"held":true,
        "waitedFor":[{"arn":"arn:aws:iam::123456789012:user/alice","creationDate":"2023-07-10T12:00:00Z"}]}}
        """;

    /// <summary>An event as EventBridge sends it.</summary>
    public static string EventBridge(string key) =>
        $$$$"""{"version":"0","id":"17793124-05d4-b198-2fde-7ededc63b103","detail-type":"Object Created","source":"aws.s3","account":"123456789012","time":"2023-07-10T12:40:00Z","region":"us-east-1","resources":["arn:aws:s3:::amzn-s3-demo-bucket"],"detail":{"version":"0","bucket":{"name":"amzn-s3-demo-bucket"},"object":{"key":"{{{{key}}}}","size":5,"etag":"e","sequencer":"00"},"request-id":"N4N7GDK58NMKJ12R","requester":"123456789012","reason":"PutObject"}}""";

    /// <summary>A message as SNS delivers it to a queue.</summary>
    public static string Sns(string message) => new JsonObject { ["Type"] = "Notification", ["Message"] = message }.ToJsonString();

    /// <summary>A message as SNS hands it to a function.</summary>
    public static string SnsEvent(string message) => new JsonObject
    {
        ["Records"] = new JsonArray(new JsonObject
        {
            ["EventSource"] = "aws:sns",
            ["EventVersion"] = "1.0",
            ["Sns"] = new JsonObject { ["Type"] = "Notification", ["Message"] = message },
        }),
    }.ToJsonString();

    /// <summary>A trail's own message.</summary>
    public static string TrailMessage(string key) => $$"""{"s3Bucket":"amzn-s3-demo-bucket","s3ObjectKey":["{{key}}"]}""";

    /// <summary>Messages as the queue's poller hands them over.</summary>
    public static string SqsBatch(params IEnumerable<(string Id, string Body)> messages) => new JsonObject
    {
        ["Records"] = new JsonArray([.. messages.Select(message => new JsonObject
        {
            ["messageId"] = message.Id,
            ["receiptHandle"] = "AQEB",
            ["body"] = message.Body,
            ["attributes"] = new JsonObject { ["ApproximateReceiveCount"] = "1" },
            ["messageAttributes"] = new JsonObject(),
            ["eventSource"] = "aws:sqs",
        })]),
    }.ToJsonString();

    public static byte[] Gzip(string text)
    {
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(content, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return content.ToArray();
    }

    public static string Gunzip(byte[] content)
    {
        using var gzip = new StreamReader(new GZipStream(new MemoryStream(content), CompressionMode.Decompress), Encoding.UTF8);
        return gzip.ReadToEnd();
    }
}
