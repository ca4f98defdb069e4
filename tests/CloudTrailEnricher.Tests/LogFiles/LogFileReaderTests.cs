using System.Text;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Tests.LogFiles;

public sealed class LogFileReaderTests
{
    private static readonly ReadLimits Small = new() { TextBytes = 1 << 20, RecordBytes = 1 << 16, Depth = 8 };

    [Theory]
    [InlineData("""{"Records":[]}""")]
    [InlineData(""" { "Records" : [ ] } """)]
    [InlineData("""{"\u0052ecords":[{"a":1}]}""", """{"a":1}""")]
    [InlineData("""{"x":[{"a":[1]}],"Records":[{"a":1},{"b":"}]"}],"y":{"Records":[{"c":1}]}}""", """{"a":1}""", """{"b":"}]"}""")]
    [InlineData("""{"Records":[1,"two",null,[{"three":3}],{"four":4}]}""", """{"four":4}""")]
    [InlineData("{\"Records\":[\r\n\t{\"a\":\"\\\\\\\"{\"} ,{}]}\n", "{\"a\":\"\\\\\\\"{\"}", "{}")]
    [InlineData("\uFEFF{\"Records\":[{}]}", "{}")]
    public void Records_are_found_wherever_they_stand(string text, params string[] expected) => Assert.Equal(expected, Read(text));

    [Theory]
    [InlineData("", "test: byte 0 of the text: the text ends here: a CloudTrail log file is one JSON object, {\"Records\":[…]}")]
    [InlineData("[]", "test: byte 0 of the text: a CloudTrail log file is one JSON object, {\"Records\":[…]}")]
    [InlineData("{}", "test: byte 2 of the text: no \"Records\" in the root object; this is not a CloudTrail log file")]
    [InlineData("{\"records\":[]}", "test: byte 14 of the text: no \"Records\" in the root object; this is not a CloudTrail log file")]
    [InlineData("{\"Records\":{}}", "test: byte 11 of the text: \"Records\" is not an array; this is not a CloudTrail log file")]
    [InlineData(
        "{\"Records\":[]}{\"Records\":[]}",
        "test: byte 14 of the text: more text follows the end of the document; a log file is one JSON document")]
    [InlineData("{\"Records\":[],\"Records\":[]}", "test: byte 24 of the text: a second \"Records\"; a log file has one")]
    [InlineData("{\"Records\":[{\"a\":1}", "test: byte 19 of the text: the text ends here: the \"Records\" array is not closed")]
    [InlineData("{\"Records\":[{\"a\":\"b", "test: byte 19 of the text: the text ends inside a record; the file is cut off")]
    [InlineData("{\"Records\":[{} {}]}", "test: byte 15 of the text: expected ',' or ']' after a record")]
    [InlineData("{\"Records\":[{},]}", "test: byte 15 of the text: not a JSON value, where a record is expected")]
    [InlineData(
        "{\"Records\":[{\"a\":\u00e9}]}",
        "test: byte 17 of the text: a byte that is no ASCII character outside a string: invalid UTF-8 or damaged JSON")]
    [InlineData("{\"Records\":[{\"a\":[[[[[[1]]]]]]}]}", "test: byte 22 of the text: nesting deeper than the limit of 8")]
    [InlineData("{\"Records\":[truth]}", "test: byte 12 of the text: not a JSON value, where a record is expected")]
    [InlineData("{\"Records\" []}", "test: byte 11 of the text: expected ':' after a name")]
    [InlineData("{\"a\":1 \"Records\":[]}", "test: byte 7 of the text: expected ',' or '}' in the root object")]
    public void What_is_no_log_file_is_named_with_its_place_and_reason(string text, string message)
    {
        var error = Assert.Throws<LogFileException>(() => Read(text));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void A_file_that_was_compressed_twice_is_named_as_such()
    {
        var error = Assert.Throws<LogFileException>(() => Read(Samples.Gzip("{\"Records\":[]}")));
        Assert.Equal("test: byte 0 of the text: gzip inside gzip: the file was compressed twice; decompress it once", error.Message);
    }

    [Fact]
    public void A_record_over_the_limit_is_refused_before_it_fills_the_memory()
    {
        var text = "{\"Records\":[{\"a\":\"" + new string('x', 200_000) + "\"}]}";
        var error = Assert.Throws<LogFileException>(() => Read(text));
        Assert.Equal(
            "test: byte 12 of the text: a record longer than the limit of 65536 bytes begins here; CloudTrail's own limit is 256 KB",
            error.Message);
    }

    [Fact]
    public void A_million_deep_document_is_refused_at_the_limit()
    {
        var text = "{\"Records\":[{\"a\":" + new string('[', 1_000_000);
        var error = Assert.Throws<LogFileException>(() => Read(text));
        Assert.Contains("nesting deeper than the limit of 8", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    public void Text_that_arrives_in_pieces_reads_the_same(int piece)
    {
        var records = Enumerable.Range(0, 40).Select(n => $$"""{"n":{{n}},"s":"{{new string('\\', 2 * n)}}\"}{]["}""").ToArray();
        Assert.Equal(records, Read(Samples.File(records), piece));
    }

    private static string[] Read(string text, int piece = int.MaxValue) => Read(Encoding.UTF8.GetBytes(text), piece);

    private static string[] Read(byte[] text, int piece = int.MaxValue)
    {
        using var source = new StreamText(new Pieces(text, piece), Small.RecordBytes);
        var reader = new LogFileReader("test", source, Small);
        var records = new List<string>();
        while (reader.Read())
        {
            records.Add(Encoding.UTF8.GetString(reader.Record));
        }

        return [.. records];
    }

    /// <summary>Hands out at most so many bytes a read.</summary>
    private sealed class Pieces(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(most, buffer.Length)]);
    }
}
