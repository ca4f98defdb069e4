using CloudTrailEnricher.Copies;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Copies;

/// <summary>Records as no service writes them, but tools and people do.</summary>
public sealed class OddRecordTests
{
    private const string SignIn =
        """{"eventName":"SwitchRole","eventID":"s-1","eventTime":"2022-03-17T01:31:31Z","awsRegion":"us-east-1"}""";

    private const string HiddenAddress = "\"sourceIPAddress\":\"AWS Internal\"";
    private const string HiddenAgent = "\"userAgent\":\"AWS Internal\"";

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
            .Replace(HiddenAddress, $"{HiddenAddress},\"sourceIPAddress\":\"{Address}\"", StringComparison.Ordinal)
            .Replace(HiddenAgent, $"\"userAgent\":\"x\",{HiddenAgent}", StringComparison.Ordinal);
        var expected = Enriched(record.Replace(HiddenAgent, $"\"userAgent\":\"{Agent}\"", StringComparison.Ordinal), "\"userAgent\"");
        Assert.Equal(File(expected, SwitchRole()), Enrich(File(record, SwitchRole())).Text);
    }

    [Fact]
    public void Values_that_are_not_text_are_not_redacted_and_a_number_is_not_a_time()
    {
        var listed = Redacted().Replace(HiddenAgent, "\"userAgent\":[\"AWS Internal\"]", StringComparison.Ordinal);
        var wrapped = Redacted().Replace(HiddenAddress, "\"sourceIPAddress\":{\"v\":\"AWS Internal\"}", StringComparison.Ordinal);
        var numbered = Redacted(eventTime: "X").Replace("\"X\"", "1647480747", StringComparison.Ordinal);
        string[] others = ["""{"eventID":"t5"}""", "42", "null", "\"x\"", "[1]"];
        var file = File([listed, wrapped, numbered, .. others, SwitchRole()]);

        Assert.Equal(
            File(
                [
                    Enriched(Recovered(listed), "\"sourceIPAddress\""),
                    Enriched(Recovered(wrapped), "\"userAgent\""),
                    Enriched(Recovered(numbered), "\"sourceIPAddress\",\"userAgent\""),
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

    private static string Recovered(string record) => record
        .Replace(HiddenAddress, $"\"sourceIPAddress\":\"{Address}\"", StringComparison.Ordinal)
        .Replace(HiddenAgent, $"\"userAgent\":\"{Agent}\"", StringComparison.Ordinal);

    private static string Enriched(string record, string recovered) =>
        record[..^1]
        + $",\"enrichment\":{{\"recovered\":[{recovered}],\"match\":\"signIn\",\"evidence\":{SignIn},\"version\":\"{CopyDescription.CurrentVersion}\"}}}}";
}
