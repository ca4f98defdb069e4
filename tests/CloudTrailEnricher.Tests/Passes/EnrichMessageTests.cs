using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Tests.Passes;

public sealed class EnrichMessageTests
{
    private static readonly ObjectCreated Announced = new(new LogObject("trail-bucket", "a prefix+with/ümläut/AWSLogs/x.json.gz"))
    {
        EventTime = new DateTimeOffset(2024, 5, 6, 7, 8, 9, 123, TimeSpan.Zero),
        ETag = "0123abcd",
        Size = 17,
        Sequencer = "00AB",
    };

    [Fact]
    public void A_message_is_an_S3_event_with_one_record_and_a_hint()
    {
        var request = new EnrichRequest(Announced)
        {
            RedactedSessions = new Dictionary<SessionKey, RedactedFields>
            {
                [Session("arn:aws:iam::111122223333:user/alice")] = RedactedFields.SourceIPAddress | RedactedFields.UserAgent,
                [Session("arn:aws:iam::111122223333:root")] = RedactedFields.UserAgent,
            },
            Headers = new ContentHeaders("application/json", "gzip"),
        };

        Assert.Equal(
            """
            {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventName":"ObjectCreated:Put","eventTime":"2024-05-06T07:08:09.123Z","s3":{"s3SchemaVersion":"1.0","bucket":{"name":"trail-bucket"},"object":{"key":"a+prefix%2Bwith/%C3%BCml%C3%A4ut/AWSLogs/x.json.gz","size":17,"eTag":"0123abcd","sequencer":"00AB"}},"cloudTrailEnricher":{"redactedSessions":[{"arn":"arn:aws:iam::111122223333:user/alice","creationDate":"2024-05-06T07:00:00Z","fields":["sourceIPAddress","userAgent"]},{"arn":"arn:aws:iam::111122223333:root","creationDate":"2024-05-06T07:00:00Z","fields":["userAgent"]}],"contentType":"application/json","contentEncoding":"gzip"}}]}
            """,
            EnrichMessage.Write(request));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_message_is_read_as_it_was_written(bool force)
    {
        var request = new EnrichRequest(Announced)
        {
            RedactedSessions = new Dictionary<SessionKey, RedactedFields>
            {
                [Session("arn:aws:iam::111122223333:user/\"quoted\" ünï")] = RedactedFields.SourceIPAddress,
            },
            Headers = new ContentHeaders("application/x-gzip", null),
            Force = force,
        };

        AssertSame(request, Assert.Single(EnrichMessage.Parse(EnrichMessage.Write(request), force)));
    }

    [Fact]
    public void Nothing_redacted_differs_from_not_looked_at()
    {
        var nothing = new EnrichRequest(Announced) { RedactedSessions = new Dictionary<SessionKey, RedactedFields>() };
        var unknown = new EnrichRequest(new ObjectCreated(Announced.File));

        Assert.Empty(Assert.Single(EnrichMessage.Parse(EnrichMessage.Write(nothing), force: false)).RedactedSessions!);
        AssertSame(unknown, Assert.Single(EnrichMessage.Parse(EnrichMessage.Write(unknown), force: false)));
    }

    [Fact]
    public void A_long_list_of_sessions_is_left_out()
    {
        var request = new EnrichRequest(Announced)
        {
            RedactedSessions = Enumerable.Range(0, 100).ToDictionary(
                i => Session($"arn:aws:iam::111122223333:user/{i}"), _ => RedactedFields.UserAgent),
            Headers = new ContentHeaders("application/json", "gzip"),
        };

        var body = EnrichMessage.Write(request);

        Assert.InRange(body.Length, 1, 1000);
        AssertSame(request with { RedactedSessions = null }, Assert.Single(EnrichMessage.Parse(body, force: false)));
    }

    [Fact]
    public void The_other_announcements_are_read_too()
    {
        const string Event = """{"Records":[{"eventSource":"aws:s3","s3":{"bucket":{"name":"b"},"object":{"key":"one+key"}}},{"eventSource":"aws:s3","s3":{"bucket":{"name":"b"},"object":{"key":"two"}}}]}""";

        Assert.Equal(["one key", "two"], Keys(Event));
        Assert.Equal(["one key", "two"], Keys($$"""{"Type":"Notification","Message":{{JsonSerializer.Serialize(Event)}}}"""));
        Assert.Equal(["one+key"], Keys("""{"s3Bucket":"b","s3ObjectKey":["one+key"]}"""));
        Assert.Equal(["one+key"], Keys("""{"detail-type":"Object Created","detail":{"bucket":{"name":"b"},"object":{"key":"one+key"}}}"""));
        Assert.Empty(Keys("""{"Service":"Amazon S3","Event":"s3:TestEvent"}"""));
        Assert.Empty(Keys("CloudTrail validation message."));
    }

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""{"redactedSessions":"none"}""")]
    [InlineData("""{"redactedSessions":[1]}""")]
    [InlineData("""{"redactedSessions":[{"arn":"arn:x","creationDate":"yesterday","fields":["userAgent"]}]}""")]
    [InlineData("""{"redactedSessions":[{"arn":"arn:x","creationDate":"2024-05-06T07:00:00Z","fields":[]}]}""")]
    [InlineData("""{"redactedSessions":[{"arn":"arn:x","creationDate":"2024-05-06T07:00:00Z","fields":[7]}]}""")]
    [InlineData(
        """{"redactedSessions":[{"arn":"arn:x","creationDate":"2024-05-06T07:00:00Z","fields":["userAgent","requestParameters"]}]}""")]
    [InlineData("""{"redactedSessions":[{"arn":"arn:x","creationDate":"2024-05-06T07:00:00Z"}]}""")]
    public void A_hint_that_cannot_be_read_is_no_hint(string hint)
    {
        var body = $$$"""{"Records":[{"s3":{"bucket":{"name":"b"},"object":{"key":"k"}},"cloudTrailEnricher":{{{hint}}}}]}""";

        AssertSame(new EnrichRequest(new ObjectCreated(new LogObject("b", "k"))), Assert.Single(EnrichMessage.Parse(body, force: false)));
    }

    [Fact]
    public void A_message_that_announces_nothing_known_is_refused()
    {
        var error = Assert.Throws<FormatException>(() => EnrichMessage.Parse("{}", force: false));

        Assert.Equal("not an S3 event (no \"Records\"); sam local generate-event s3 put prints one", error.Message);
    }

    private static IEnumerable<string> Keys(string body) => EnrichMessage.Parse(body, force: false).Select(request => request.File.Key);

    private static SessionKey Session(string arn) =>
        SessionKey.TryCreate(arn, "2024-05-06T07:00:00Z", out var session) ? session : throw new ArgumentException(arn);

    private static void AssertSame(EnrichRequest expected, EnrichRequest actual)
    {
        Assert.Equal(expected.RedactedSessions, actual.RedactedSessions);
        Assert.Equal(expected with { RedactedSessions = null }, actual with { RedactedSessions = null });
    }
}
