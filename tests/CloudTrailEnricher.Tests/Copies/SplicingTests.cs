using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Copies;

public sealed class SplicingTests
{
    private const string SignInEvidence =
        """{"eventName":"SwitchRole","eventID":"s-1","eventTime":"2022-03-17T01:31:31Z","awsRegion":"us-east-1"}""";

    [Fact]
    public void Only_the_redacted_values_change_and_one_object_is_added()
    {
        var before = File(Redacted(), SwitchRole());
        var added = """,~enrichment~:{~recovered~:[~sourceIPAddress~,~userAgent~],~match~:~signIn~,~evidence~:""".Replace('~', '"') + SignInEvidence + $",\"version\":\"{CopyDescription.CurrentVersion}\"}}";
        var after = File(
            Redacted(address: Address, agent: Agent)[..^1] + added + "}",
            SwitchRole());
        Assert.Equal(after, Enrich(before).Text);
    }

    [Fact]
    public void White_space_order_numbers_and_escapes_stay_as_they_are()
    {
        var before = "{ \"Records\" : [ \n" + """{"userAgent" :  "AWS Internal", "n":[0.0,243.0,1.688560107857E9],"s":"a\u003db\u0026\/é","sourceIPAddress":"192.0.2.5" ,"sessionCredentialFromConsole":true,"userIdentity":{"arn":"ARN","sessionContext":{"attributes":{"creationDate":"2022-03-17 01:31:31.000000000"}}} }""".Replace(
            "ARN", Arn, StringComparison.Ordinal) + " ] } \n";
        var after = before
            .Replace("\"AWS Internal\"", $"\"{Agent}\"", StringComparison.Ordinal)
            .Replace(
                "}}} }",
                "}}},\"enrichment\":{\"recovered\":[\"userAgent\"],\"match\":\"signIn\",\"evidence\":" + SignInEvidence + $",\"addressDiffers\":true,\"version\":\"{CopyDescription.CurrentVersion}\"}} }}",
                StringComparison.Ordinal);
        Assert.Equal(after, Enrich(before, File(SwitchRole())).Text);
    }

    [Theory]
    [InlineData("\\\"quoted\\\" \\\\ back", "\"quoted\" \\ back")]
    [InlineData("\\u0000\\u001f\\u007f\\u2028", "\0\u001f\u007f\u2028")]
    [InlineData("\\ud83d\\ude00 é <script>", "😀 é <script>")]
    public void Any_agent_that_is_text_comes_out_as_valid_JSON(string escaped, string agent)
    {
        var (text, _) = Enrich(File(Redacted(), SwitchRole(agent: escaped)));
        Assert.Equal(agent, JsonDocument.Parse(text).RootElement.GetProperty("Records")[0].GetProperty("userAgent").GetString());
    }

    [Fact]
    public void An_agent_with_half_a_character_is_no_evidence()
    {
        var (text, counts) = Enrich(File(Redacted(), SwitchRole(agent: "x\\ud800y")));
        Assert.Equal((1, 1), (counts.RecoveredBySignIn, counts.Unresolved));
        Assert.Equal("AWS Internal", JsonDocument.Parse(text).RootElement.GetProperty("Records")[0].GetProperty("userAgent").GetString());
    }

    [Fact]
    public void A_record_that_imitates_its_own_end_inside_a_string_is_not_cut()
    {
        var before = File(
            Redacted(more: ",\"requestParameters\":{\"x\":\"\\\"},\\\"userAgent\\\":\\\"AWS Internal\\\"}]}\"}"), SwitchRole());
        var records = JsonDocument.Parse(Enrich(before).Text).RootElement.GetProperty("Records");
        Assert.Equal(2, records.GetArrayLength());
        Assert.Equal("\"},\"userAgent\":\"AWS Internal\"}]}", records[0].GetProperty("requestParameters").GetProperty("x").GetString());
    }

    [Fact]
    public void The_counts_add_up()
    {
        var (_, counts) = Enrich(File(
            Redacted(),
            Redacted(address: "192.0.2.7"),
            Redacted(created: "2022-01-01T00:00:00Z"),
            Redacted(identity: ",\"invokedBy\":\"AWS Internal\""),
            Redacted(flag: "null"),
            Redacted(created: "?"),
            SwitchRole()));
        Assert.Equal((7, 3, 5, 3, 2), (counts.Records, counts.RedactedRecords, counts.RedactedFields, counts.Recovered, counts.Unresolved));
        Assert.Equal((1, 1, 1), (counts.InvokedByService, counts.NotFromConsole, counts.NoSession));
        Assert.Equal(
            counts.RedactedFields, counts.RecoveredBySignIn + counts.RecoveredByBrowserSibling + counts.Ambiguous + counts.Unresolved);
    }

    [Fact]
    public void A_redacted_record_that_is_not_valid_JSON_publishes_nothing()
    {
        var error = Assert.Throws<LogFileException>(() => Enrich(File("{\"userAgent\":\"AWS Internal\",}")));
        Assert.StartsWith(
            "test.json: byte 12 of the text: the record that begins here is not valid JSON", error.Message, StringComparison.Ordinal);
    }
}
