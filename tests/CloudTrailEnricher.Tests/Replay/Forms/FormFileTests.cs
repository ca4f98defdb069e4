using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Replay.Forms;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Replay.Forms;

/// <summary>Records in other forms than a log file's come back in the form that they came in, with every other byte as it was.</summary>
public sealed class FormFileTests
{
    private static readonly string Before = Redacted(more: ",\"requestParameters\":{\"name\":\"A\\u0041\\/é😀\\\"\"}");
    private static readonly string After = RecordsOf(Samples.Enrich(File(SwitchRole(), Before)).Text)[1];

    public static TheoryData<string, Func<string, string, string>> Forms => new()
    {
        { "a plain array", (one, two) => $"[{one},{two}]" },
        { "an array, indented", (one, two) => $"[\n  {one},\n  {two}\n]\n" },
        { "one record a line", (one, two) => $"{one}\n{two}\n" },
        { "one record a line, of Windows", (one, two) => $"\uFEFF{one}\r\n\r\n{two}" },
        { "records without anything between them", (one, two) => one + two },
        { "log files one after the other", (one, two) => $"{{\"Records\":[{one}]}}{{\"Records\":[{two}]}}\n" },
        { "EventBridge events, one a line", (one, two) => $"{Bridge(one)}\n{Bridge(two)}\n" },
        { "an array of EventBridge events", (one, two) => $"[{Bridge(one)}, {Bridge(two)}]" },
        { "aws cloudtrail lookup-events", (one, two) => $$"""{"Events": [{{Looked(one)}}, {{Looked(two)}}], "NextToken": "x"}""" },
        { "lookup-events, its events only", (one, two) => $"[{Looked(one)},\n{Looked(two)}]" },
        { "lookup-events --query Events[].CloudTrailEvent", (one, two) => $"[\n    {Quoted(one)},\n    {Quoted(two)}\n]" },
        { "the same as text", (one, two) => $"{one}\t{two}\n" },
        { "aws logs get-log-events", (one, two) => $$"""{"events":[{{Logged(one)}},{{Logged(two)}}],"nextForwardToken":"f/1"}""" },
        { "a subscription's message", (one, two) => Subscription(one, two) },
        { "a subscription's event of Lambda", (one, two) => $$$"""{"awslogs": {"data": "{{{InBase64(Subscription(one, two))}}}"}}""" },
        { "base64 alone", (one, two) => InBase64(Subscription(one, two)) + "\n" },
        { "base64, one a line", (one, two) => $"{InBase64(Subscription(one))}\n{InBase64(Subscription(two))}" },
        { "an export of CloudWatch Logs", (one, two) => $"2024-01-15T10:00:00.000Z {one}\n2024-01-15T10:05:00.000Z {two}\n" },
        { "aws logs tail", (one, two) => $"2024-01-15T10:00:00 123456789012_CloudTrail_us-east-1 {one}\n2024-01-15T10:05:00 s {two}\n" },
        { "a query of Logs Insights", (one, two) => $$"""{"results":[[{"field":"@timestamp","value":"t"},{{Found(one)}}],[{{Found(two)}}]],"status":"Complete"}""" },
        { "EventBridge events in CloudWatch Logs", (one, two) => $$"""{"events":[{{Logged(Bridge(one))}},{{Logged(Bridge(two))}}]}""" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_comes_back_with_the_enriched_records_in_it(string name, Func<string, string, string> wrap)
    {
        Assert.NotEmpty(name);
        var file = FormFile.Read("x", Utf8(wrap(SwitchRole(), Before)))!;
        Assert.Equal(File(SwitchRole(), Before), Text(file.AsLogFile()));

        var copy = Text(file.With(Utf8(File(SwitchRole(), After))));

        Assert.Equal(Inflated(wrap(SwitchRole(), After)), Inflated(copy));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void What_nothing_is_recovered_in_comes_back_byte_by_byte(string name, Func<string, string, string> wrap)
    {
        Assert.NotEmpty(name);
        var text = wrap(Before, SwitchRole(account: "111122223333"));
        var file = FormFile.Read("x", Utf8(text))!;
        Assert.Equal(text, Text(file.With(file.AsLogFile())));
    }

    [Fact]
    public void A_single_record_comes_back_alone()
    {
        var file = FormFile.Read("x", Utf8(Before + "\n"))!;
        Assert.Equal(After + "\n", Text(file.With(Utf8(File(After)))));
    }

    [Fact]
    public void Gzip_comes_back_as_gzip()
    {
        var file = FormFile.Read("x", Gzip($"{SwitchRole()}\n{Before}\n"))!;
        Assert.Equal($"{SwitchRole()}\n{After}\n", Encoding.UTF8.GetString(Gunzip(file.With(Utf8(File(SwitchRole(), After))))));
    }

    [Fact]
    public void Escapes_stay_as_they_were_written()
    {
        // The whole record is written with other escapes than anyone needs; only the values and the added object differ in the copy.
        var written = Before.Replace("\\", "\\u005c", StringComparison.Ordinal).Replace("\"", "\\u0022", StringComparison.Ordinal)
            .Replace("DescribeImages", "Descr\\u0069be\\u0049mages", StringComparison.Ordinal)
            .Replace("😀", "\\ud83d\\ude00", StringComparison.Ordinal).Replace("é", "\\u00e9", StringComparison.Ordinal);
        var file = FormFile.Read("x", Utf8($$"""{"CloudTrailEvent":"{{written}}"}"""))!;
        Assert.Equal(File(Before), Text(file.AsLogFile()));

        var added = After[After.IndexOf(",\"enrichment\":", StringComparison.Ordinal)..^1].Replace("\"", "\\\"", StringComparison.Ordinal);
        var expected = Replaced(Replaced(written, $"\\\"{Address}\\\""), $"\\\"{Agent}\\\"")[..^1] + added + "}";
        Assert.Equal($$"""{"CloudTrailEvent":"{{expected}}"}""", Text(file.With(Utf8(File(After)))));

        static string Replaced(string text, string value)
        {
            const string redacted = "\\u0022AWS Internal\\u0022";
            var at = text.IndexOf(redacted, StringComparison.Ordinal);
            return text[..at] + value + text[(at + redacted.Length)..];
        }
    }

    [Fact]
    public void Any_escapes_give_what_a_plain_parser_reads()
    {
        var random = new Random(16);
        for (var round = 0; round < 2_000; round++)
        {
            var name = new string(
                [.. Enumerable.Range(0, random.Next(12)).Select(_ => "aé€\\\"/\u0001<+"[random.Next(9)])]) + (round % 2 == 0 ? "😀" : "");
            var before = Redacted(more: $",\"requestParameters\":{{\"name\":{RandomlyEscaped(name, random)}}}");
            var after = RecordsOf(Samples.Enrich(File(SwitchRole(), before)).Text)[1];
            var file = FormFile.Read("x", Utf8($$"""{"message":{{RandomlyEscaped(before, random)}},"id":1}"""))!;
            var copy = Text(file.With(Utf8(File(after))));
            Assert.Equal(after, (string?)JsonNode.Parse(copy)!["message"]);
            Assert.EndsWith(",\"id\":1}", copy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Entries_that_are_no_records_stay_and_are_counted()
    {
        var text = $"START of something\n{{\"level\":\"info\"}}\n{Before}\n[1,\"no record\",{{\"message\":\"not {{json\"}}]\n";
        var file = FormFile.Read("x", Utf8(text))!;
        Assert.Equal(5, file.Others);
        Assert.Equal(text.Replace(Before, After, StringComparison.Ordinal), Text(file.With(Utf8(File(After)))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain words\n")]
    [InlineData("{}")]
    [InlineData("""{"Events":[]}""")]
    [InlineData("""[{"eventID":"1","eventName":"ObjectCreated:Put","eventSource":"aws:s3"}]""")]
    [InlineData("""{"CloudTrailEvent":"{\"eventID\":"}""")]
    [InlineData("H4sIAAAA")]
    public void What_holds_no_records_is_no_form(string text) => Assert.Null(FormFile.Read("x", Utf8(text)));

    [Fact]
    public void A_gzip_file_that_is_cut_off_is_no_form() => Assert.Null(FormFile.Read("x", Gzip(Before + "\n").AsMemory()[..^9]));

    [Fact]
    public void A_file_that_is_broken_off_is_refused_with_its_line()
    {
        var e = Assert.Throws<LogFileException>(() => FormFile.Read("x.jsonl", Utf8($"{Before}\n{SwitchRole()}\n{Before[..^9]}")));
        Assert.Equal(
            $"x.jsonl: byte {Encoding.UTF8.GetByteCount(Before + SwitchRole()) + 2} of the text: line 3 begins a JSON value that is not " +
            $"valid "
            + "or is cut off; nothing of the file is used",
            e.Message);
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static string[] RecordsOf(string logFile) =>
        [.. JsonDocument.Parse(logFile).RootElement.GetProperty("Records").EnumerateArray().Select(record => record.GetRawText())];

    private static string Bridge(string record) =>
        $$"""{"version":"0","detail-type":"AWS API Call via CloudTrail","source":"aws.ecr","detail":{{record}}}""";

    private static string Looked(string record) => $$"""{"EventId":"e-1","Resources":[],"CloudTrailEvent":{{Quoted(record)}}}""";

    private static string Logged(string message) => $$"""{"timestamp":1705312800000,"message":{{Quoted(message)}},"ingestionTime":1}""";

    private static string Found(string record) => $$"""{"field":"@message","value":{{Quoted(record)}}}""";

    private static string Subscription(params string[] records) =>
        $$"""{"messageType":"DATA_MESSAGE","logGroup":"g","logEvents":[{{string.Join(',', records.Select(Logged))}}]}""";

    /// <summary>As the CLI writes it: nothing is escaped that need not be.</summary>
    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string InBase64(string text) => Convert.ToBase64String(Gzip(text));

    /// <summary>Gzip in base64 as its text: compressed bytes are the encoder's business.</summary>
    private static string Inflated(string text) => System.Text.RegularExpressions.Regex.Replace(
        text, "H4sI[A-Za-z0-9+/=]+", data => Encoding.UTF8.GetString(Gunzip(Convert.FromBase64String(data.Value))));

    private static string RandomlyEscaped(string text, Random random) => $"\"{string.Concat(text.Select(letter =>
        random.Next(8) == 0 || letter < ' ' || char.IsSurrogate(letter) ? $"\\u{(int)letter:x4}"
        : letter is '"' or '\\' ? $"\\{letter}"
        : letter == '/' && random.Next(2) == 0 ? "\\/"
        : letter.ToString()))}\"";
}
