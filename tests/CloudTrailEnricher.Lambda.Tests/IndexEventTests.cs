using CloudTrailEnricher.Lambda.Tests.Hosts;

namespace CloudTrailEnricher.Lambda.Tests;

/// <summary>Whatever announces a file to Index, and what does not: both hosts answer the same.</summary>
public sealed class IndexEventTests
{
    private const string OneIndexed = """{"indexed":1,"ignored":0,"refused":0}""";
    private const string OneIgnored = """{"indexed":0,"ignored":1,"refused":0}""";
    private const string Remedy = "sam local generate-event s3 put prints one";

    private static readonly string Good = Samples.Record(Samples.Key("good"));

    private static string Full => Samples.Record(Samples.Key("good"), more: ",\"size\":512,\"eTag\":\"e\",\"sequencer\":\"00\"");

    private static (string Name, string Value)[] Members =>
    [
        ("eventSource", "\"aws:s3\""), ("eventName", "\"ObjectCreated:Put\""), ("eventTime", "\"2023-07-10T12:40:00.000Z\""),
        ("name", "\"amzn-s3-demo-bucket\""), ("bucket", "{\"name\":\"amzn-s3-demo-bucket\"}"), ("key", $"\"{Samples.Key("good")}\""),
        ("size", "512"), ("eTag", "\"e\""), ("sequencer", "\"00\""),
    ];

    public static TheoryData<string> SampleEvents => new(Samples.EventNames);

    public static TheoryData<string, string, string> Announcements => new()
    {
        { "S3 notification", Samples.Notification(Good), OneIndexed },
        { "S3 notification, encoded key", Samples.Notification(Samples.Record("a+b%2Bc%2F" + Samples.Key("good"))), OneIndexed },
        { "S3 notification, removal", Samples.Notification(Samples.Record(Samples.Key("good"), name: "ObjectRemoved:Delete")), OneIgnored },
        { "S3 notification, no record", Samples.Notification(), """{"indexed":0,"ignored":0,"refused":0}""" },
        { "S3 notification, other bucket", Samples.Notification(
            Good.Replace("amzn-", "other-", StringComparison.Ordinal)), """{"indexed":0,"ignored":0,"refused":1}""" },
        { "s3:TestEvent", """{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2023-07-10T12:40:00.000Z","Bucket":"amzn-s3-demo-bucket"}""", OneIgnored },
        { "EventBridge", Samples.EventBridge(Samples.Key("good")), OneIndexed },
        { "EventBridge, shaped by the rule", Samples.Notification(
            Good.Replace("aws:s3", "aws:events", StringComparison.Ordinal)), OneIndexed },
        { "EventBridge, another event", Samples.EventBridge("x").Replace(
            "Object Created", "Object Deleted", StringComparison.Ordinal), OneIgnored },
        { "SNS message, S3 notification", Samples.Sns(Samples.Notification(Good)), OneIndexed },
        { "SNS message, EventBridge", Samples.Sns(Samples.EventBridge(Samples.Key("good"))), OneIndexed },
        { "SNS message, trail's own", Samples.Sns(Samples.TrailMessage(Samples.Key("good"))), OneIndexed },
        { "SNS message, trail's set-up", Samples.Sns("CloudTrail validation message."), OneIgnored },
        { "SNS message of another service", Samples.Sns(Samples.ConfigMessage), OneIgnored },
        { "SNS event of another service", Samples.SnsEvent(Samples.ConfigMessage), OneIgnored },
        { "SQS event, SNS message of another service", Samples.SqsBatch(("m1", Samples.Sns(Samples.ConfigMessage))), OneIgnored },
        { "SNS event", Samples.SnsEvent(Samples.Notification(Good)), OneIndexed },
        { "SQS event, S3 notification", Samples.SqsBatch(("m1", Samples.Notification(Good))), OneIndexed },
        { "SQS event, SNS message", Samples.SqsBatch(("m1", Samples.Sns(Samples.Notification(Good)))), OneIndexed },
        { "SQS event, s3:TestEvent", Samples.SqsBatch(("m1", """{"Event":"s3:TestEvent"}""")), OneIgnored },
    };

    public static TheoryData<string, string> NoEvents => new()
    {
        { "{}", $"not an S3 event (no \"Records\"); {Remedy}" },
        { "null", $"not an S3 event (no JSON object); {Remedy}" },
        { "[]", $"not an S3 event (no JSON object); {Remedy}" },
        { """{"Records":null}""", $"not an S3 event (no \"Records\"); {Remedy}" },
        { """{"detail-type":"Object Created","detail":{"bucket":{}}}""", $"not an EventBridge event of S3 (no detail.bucket.name and " +
            $"detail.object.key); {Remedy}" },
        { "{\"Records\":[", "not JSON: Expected depth to be zero at the end of the JSON payload. There is an open JSON object or array " +
            "that should be closed. LineNumber: 0 | BytePositionInLine: 12." },
        { "", "not JSON: The input does not contain any JSON tokens. Expected the input to start with a valid JSON token, when " +
            "isFinalBlock is true. LineNumber: 0 | BytePositionInLine: 0." },
    };

    public static TheoryData<string> BadRecords => new(
        "null", "5", "\"x\"", "[]", "{}", """{"s3":5}""", """{"s3":{"bucket":{"name":"b"}}}""",
        Good.Replace("amzn-s3-demo-bucket", "", StringComparison.Ordinal),
        Good.Replace("\"amzn-s3-demo-bucket\"", "7", StringComparison.Ordinal),
        Samples.Record(Samples.Key("good"), more: ",\"size\":\"12\""),
        Samples.Record(Samples.Key("good"), more: ",\"size\":null"),
        Samples.Record(Samples.Key("good"), more: ",\"size\":1.5"),
        Samples.Record(Samples.Key("good"), more: ",\"eTag\":{}"),
        Samples.Record(Samples.Key("good"), time: "\"yesterday\""),
        Samples.Record(Samples.Key("good"), time: "null"),
        Samples.Record("half a pair: \\ud800"));

    [Theory]
    [MemberData(nameof(Announcements))]
    public async Task An_announcement_is_answered_with_its_counts(string kind, string payload, string answer)
    {
        using var index = new BothHosts("IndexFunction", Upload);
        Assert.True(new Answer(answer) == await index.InvokeAsync(payload), kind);
    }

    [Theory]
    [MemberData(nameof(SampleEvents))]
    public async Task A_sample_event_is_indexed(string name)
    {
        using var index = new BothHosts("IndexFunction");
        Assert.Equal(new Answer(OneIndexed), await index.InvokeAsync(Samples.Event(name)));
    }

    [Theory]
    [MemberData(nameof(NoEvents))]
    public async Task What_is_no_event_is_refused_with_a_remedy(string payload, string message)
    {
        using var index = new BothHosts("IndexFunction");
        Assert.Equal(new Answer(null, "FormatException", message), await index.InvokeAsync(payload));
    }

    [Theory]
    [MemberData(nameof(BadRecords))]
    public async Task A_bad_record_fails_alone(string bad)
    {
        using var index = new BothHosts("IndexFunction", Upload);
        Assert.Equal(
            new Answer(
                null,
                "IOException",
                "index: 1 of 3 objects failed: record 2 of 3: not a record of S3 (no s3.bucket.name and s3.object.key, "
                + $"or a member of another type); {Remedy}"),
            await index.InvokeAsync(Samples.Notification(Good, bad, Good)));
        Assert.Equal(2, index.Managed.LogLines.Count(line => (string?)line["eventName"] == "Indexed"));
    }

    [Fact]
    public async Task A_removal_is_ignored_and_counted()
    {
        using var index = new BothHosts("IndexFunction", Upload);
        var removed = Samples.Record(Samples.Key("gone"), name: "ObjectRemoved:DeleteMarkerCreated");
        Assert.Equal(new Answer("""{"indexed":1,"ignored":1,"refused":0}"""), await index.InvokeAsync(Samples.Notification(removed, Good)));
    }

    [Fact]
    public async Task A_key_that_is_not_encoded_rightly_fails_alone()
    {
        using var index = new BothHosts("IndexFunction", Upload);
        Assert.Equal(
            new Answer(
                null,
                "IOException",
                "index: 1 of 2 objects failed: record 2 of 2: S3 object key \"100%\": '%' is not followed by two hexadecimal digits; "
                + "S3 notifications URL-encode keys"),
            await index.InvokeAsync(Samples.Notification(Good, Samples.Record("100%"))));
    }

    [Fact]
    public async Task A_wrapped_message_that_is_no_event_fails_alone()
    {
        using var index = new BothHosts("IndexFunction", Upload);
        Assert.Equal(
            new Answer(null, "IOException", $"index: 1 of 2 objects failed: record 1 of 2: not an S3 event (no \"Records\"); {Remedy}"),
            await index.InvokeAsync(Samples.SqsBatch(("m1", "{}"), ("m2", Samples.Notification(Good)))));
    }

    [Fact]
    public async Task Whether_a_member_is_missing_or_of_another_type_both_hosts_agree()
    {
        string[] values =
        [
            "null", "5", "-1", "true", "\"\"", "\"x\"", "[]", "{}",
            "\"2023-07-10\"", "\"2023-07-10T12:40:00\"", "\"2023-07-10T12:40:00+02:00\"",
        ];
        foreach (var (member, now) in Members)
        {
            // A number of seconds is a time to the package; S3 never writes one.
            var others = values.Where(
                value => member != "eventTime" || !char.IsAsciiDigit(value[^1])).Select(value => $"\"{member}\":{value}");
            foreach (var instead in others.Append($"\"not-{member}\":{now}"))
            {
                using var index = new BothHosts("IndexFunction", Upload);
                var record = Full.Replace($"\"{member}\":{now}", instead, StringComparison.Ordinal);
                Assert.Contains(instead, record, StringComparison.Ordinal);
                await index.InvokeAsync(Samples.Notification(record));
            }
        }
    }

    private static void Upload(MemoryAws aws)
    {
        aws.Upload(Samples.Key("good"), Samples.PlainFile);
        aws.Upload("a b+c/" + Samples.Key("good"), Samples.PlainFile);
    }
}
