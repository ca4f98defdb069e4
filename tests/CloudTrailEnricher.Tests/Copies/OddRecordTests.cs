using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Copies;

/// <summary>Records as no service writes them, but tools and people do.</summary>
public sealed class OddRecordTests
{
    [Theory]
    [InlineData("""{"Records":[{ },{"a":"AWS Internal"}]}""", 2, 0)]
    [InlineData("""{"Records":[{"userAgent":"AWS Internal","userIdentity":{ }}]}""", 1, 1)]
    [InlineData("{\"Records\":[{\"userAgent\":\"AWS Internal\",\"userIdentity\":{\"sessionContext\":{\"attributes\":{\n\n}}}}]}", 1, 1)]
    [InlineData("{\"Records\":[{\"userAgent\":\"Mozilla/5.0\",\"responseElements\":{\n}}]}", 1, 0)]
    [InlineData("{\"Records\":[{\"userAgent\":\"Mozilla/5.0\",\"additionalEventData\":{\t},\"requestParameters\":[ \r\n]}]}", 1, 0)]
    public void White_space_inside_empty_braces_is_read(string file, long records, long notFromConsole)
    {
        var (text, counts) = Enrich(file);
        Assert.Equal((file, records, notFromConsole), (text, counts.Records, counts.NotFromConsole));
    }

    [Fact]
    public void Of_members_that_occur_twice_the_last_is_recovered_and_the_first_stays()
    {
        var record = Redacted()
            .Replace("\"sourceIPAddress\":\"AWS Internal\"", "\"sourceIPAddress\":\"AWS Internal\",\"sourceIPAddress\":\"203.0.113.1\"", StringComparison.Ordinal)
            .Replace("\"userAgent\":\"AWS Internal\"", "\"userAgent\":\"x\",\"userAgent\":\"AWS Internal\"", StringComparison.Ordinal);
        var expected = record.Replace("\"userAgent\":\"AWS Internal\"", $"\"userAgent\":\"{Agent}\"", StringComparison.Ordinal)[..^1]
            + ",\"enrichment\":{\"recovered\":[\"userAgent\"],\"match\":\"signIn\",\"evidence\":"
            + "{\"eventName\":\"SwitchRole\",\"eventID\":\"s-1\",\"eventTime\":\"2022-03-17T01:31:31Z\",\"awsRegion\":\"us-east-1\"},\"version\":\"1.0.0\"}}";
        Assert.Equal(File(expected, SwitchRole()), Enrich(File(record, SwitchRole())).Text);
    }

    [Fact]
    public void Values_of_another_type_than_text_are_not_redacted_and_a_time_that_is_a_number_is_none()
    {
        var listed = Redacted().Replace("\"userAgent\":\"AWS Internal\"", "\"userAgent\":[\"AWS Internal\"]", StringComparison.Ordinal);
        var wrapped = Redacted().Replace("\"sourceIPAddress\":\"AWS Internal\"", "\"sourceIPAddress\":{\"v\":\"AWS Internal\"}", StringComparison.Ordinal);
        var numbered = Redacted(eventTime: "X").Replace("\"X\"", "1647480747", StringComparison.Ordinal);
        string[] others = ["""{"eventID":"t5"}""", "42", "null", "\"x\"", "[1]"];
        var file = File([listed, wrapped, numbered, .. others, SwitchRole()]);
        var signIn = "{\"eventName\":\"SwitchRole\",\"eventID\":\"s-1\",\"eventTime\":\"2022-03-17T01:31:31Z\",\"awsRegion\":\"us-east-1\"}";
        string Enriched(string record, string recovered) =>
            record.Replace("Address\":\"AWS Internal\"", $"Address\":\"{Address}\"", StringComparison.Ordinal)
                .Replace("Agent\":\"AWS Internal\"", $"Agent\":\"{Agent}\"", StringComparison.Ordinal)[..^1]
            + ",\"enrichment\":{\"recovered\":[" + recovered + "],\"match\":\"signIn\",\"evidence\":" + signIn + ",\"version\":\"1.0.0\"}}";

        Assert.Equal(
            File(
                [
                    Enriched(listed, "\"sourceIPAddress\""),
                    Enriched(wrapped, "\"userAgent\""),
                    Enriched(numbered, "\"sourceIPAddress\",\"userAgent\""),
                    .. others,
                    SwitchRole(),
                ]),
            Enrich(file).Text);
    }

    [Theory]
    [InlineData(",\"enrichment\":null")]
    [InlineData(",\"enrichment\":{\"recovered\":[]}")]
    public void A_record_never_gets_a_second_enrichment(string more)
    {
        var file = File(Redacted(more: more), SwitchRole());
        var (text, counts) = Enrich(file);
        Assert.Equal((file, 1, 0), (text, counts.EnrichedBefore, counts.RedactedFields));
    }

    [Fact]
    public void What_a_provider_did_stays_as_it_is_and_says_nothing_about_the_person()
    {
        const string delegated = ",\"invokedByDelegate\":{\"accountId\":\"210987654321\"}";
        var redacted = File(Redacted(identity: delegated), SwitchRole());
        var (text, counts) = Enrich(redacted);
        Assert.Equal((redacted, 1, 0), (text, counts.Delegated, counts.RedactedFields));

        var call = Sibling("2022-03-17T01:32:26Z").Replace("}}},", $"}}}}{delegated}}},", StringComparison.Ordinal);
        Assert.Contains("invokedByDelegate", call, StringComparison.Ordinal);
        Assert.Equal((0, 2), (Enrich(File(Redacted(), call)).Counts.Recovered, Enrich(File(Redacted(), call)).Counts.Unresolved));
    }
}
