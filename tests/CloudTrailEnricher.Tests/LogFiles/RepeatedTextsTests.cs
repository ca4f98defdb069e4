using CloudTrailEnricher.LogFiles;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.LogFiles;

/// <summary>Remembering texts changes nothing but the number of strings.</summary>
public sealed class RepeatedTextsTests
{
    [Fact]
    public void Each_member_has_the_text_that_it_has_alone()
    {
        // Many share their ends and lengths, by which they are remembered.
        string[] names =
        [
            "\"GetObject\"", "\"PutObject\"", "\"1234567-GetObject\"", "\"7654321-GetObject\"", "\"Get\\u004fbject\"", "\"\"", "\"x\"", "\"lone \\ud800\"",
            "null", "1", "12345678", "true", "{\"a\":1}", "[]",
        ];
        var texts = new RepeatedTexts();
        var random = new Random(1);
        for (var at = 0; at < 2_000; at++)
        {
            var text = Utf8($$"""{"eventName":{{names[random.Next(names.Length)]}}}""");
            var record = RecordParser.Parse(text, maxDepth: 64);
            Assert.Equal(record.EventName.StringOrNull(text), texts.StringOrNull(record, record.EventName));
            Assert.Null(texts.StringOrNull(record, record.EventSource));
        }
    }

    [Fact]
    public void A_text_that_comes_again_is_the_same_string()
    {
        var record = RecordParser.Parse(Utf8(Redacted()), maxDepth: 64);
        var texts = new RepeatedTexts();
        Assert.Same(texts.StringOrNull(record, record.EventSource), texts.StringOrNull(record, record.EventSource));
    }
}
