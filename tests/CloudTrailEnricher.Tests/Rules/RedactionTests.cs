using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Rules;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Rules;

public sealed class RedactionTests
{
    private const RedactedFields Both = RedactedFields.SourceIPAddress | RedactedFields.UserAgent;

    [Fact]
    public void A_console_record_with_both_fields_redacted_is_recoverable()
    {
        var redaction = Of(Redacted());
        Assert.Equal((Both, Recoverability.Recoverable), (redaction.Fields, redaction.Recoverability));
        Assert.Equal($"{Arn} {Created}", redaction.Session.ToString());
    }

    [Theory]
    [InlineData("AWS Internal", "AWS Internal", Both)]
    [InlineData("198.51.100.7", "AWS Internal", RedactedFields.UserAgent)]
    [InlineData("AWS Internal", "aws-cli/2", RedactedFields.SourceIPAddress)]
    [InlineData("AWS Internal/12", "AWS Internal/3", Both)]
    [InlineData("\\u0041WS Internal", "AWS\\u0020Internal\\/7", Both)]
    public void Each_field_is_redacted_on_its_own(string address, string agent, RedactedFields expected) =>
        Assert.Equal(expected, Of(Redacted(address: address, agent: agent)).Fields);

    [Theory]
    [InlineData("aws internal")]
    [InlineData("AWS Internal ")]
    [InlineData("AWS Internal/")]
    [InlineData("AWS Internal/x")]
    [InlineData("AWS Internals")]
    [InlineData("health.amazonaws.com")]
    public void Other_values_are_not_redacted(string value) =>
        Assert.Equal(Recoverability.NotRedacted, Of(Redacted(address: value, agent: value)).Recoverability);

    [Theory]
    [InlineData("\"true\"", Recoverability.Recoverable)]
    [InlineData("true", Recoverability.Recoverable)]
    [InlineData("\"True\"", Recoverability.Recoverable)]
    [InlineData("\"false\"", Recoverability.NotFromConsole)]
    [InlineData("false", Recoverability.NotFromConsole)]
    [InlineData("null", Recoverability.NotFromConsole)]
    [InlineData("1", Recoverability.NotFromConsole)]
    public void The_flag_is_a_string_or_a_boolean(string flag, Recoverability expected) =>
        Assert.Equal(expected, Of(Redacted(flag: flag)).Recoverability);

    [Fact]
    public void Forward_access_is_not_recoverable() =>
        Assert.Equal(Recoverability.InvokedByService, Of(Redacted(identity: ",\"invokedBy\":\"AWS Internal\"")).Recoverability);

    [Fact]
    public void A_nested_field_is_not_the_records_own() =>
        Assert.Equal(
            Recoverability.NotRedacted,
            Of("""{"requestParameters":{"sourceIPAddress":"AWS Internal","userAgent":"AWS Internal"},"sessionCredentialFromConsole":"true"}""").Recoverability);

    [Theory]
    [InlineData("arn:aws:sts::123456789012:assumed-role/r/s", "XXXXXXXXXXXXX")]
    [InlineData("XXXXXXXX", Created)]
    public void Without_a_readable_session_nothing_is_recoverable(string arn, string created) =>
        Assert.Equal(Recoverability.NoSession, Of(Redacted(arn: arn, created: created)).Recoverability);

    [Fact]
    public void What_a_provider_did_under_temporary_delegation_is_not_recoverable()
    {
        Assert.Equal(
            Recoverability.Delegated,
            Of(Redacted(identity: ",\"invokedByDelegate\":{\"accountId\":\"210987654321\"}")).Recoverability);
        Assert.Equal(Recoverability.Recoverable, Of(Redacted(identity: ",\"invokedByDelegate\":null")).Recoverability);
    }

    [Fact]
    public void A_sign_in_that_hides_its_own_address_is_no_call_of_a_console_session() =>
        Assert.Equal(Recoverability.SignInItself, Of(SwitchRole(address: "AWS Internal")).Recoverability);

    [Theory]
    [InlineData("1705312800")]
    [InlineData("Mon Jan 15 10:00:00 UTC 2024")]
    [InlineData("2024-01-15T10:00:00+01")]
    [InlineData("2024-01-15")]
    public void A_form_of_date_that_is_not_CloudTrails_names_no_session(string created) =>
        Assert.Equal(Recoverability.NoSession, Of(Redacted(created: created)).Recoverability);

    [Fact]
    public void A_date_that_is_a_number_names_no_session() =>
        Assert.Equal(
            Recoverability.NoSession, Of(Redacted().Replace($"\"{Created}\"", "1705312800", StringComparison.Ordinal)).Recoverability);

    [Theory]
    [InlineData(",\"enrichment\":{}")]
    [InlineData(",\"enrichment\":null")]
    public void A_record_that_was_enriched_before_is_left_alone(string more) =>
        Assert.Equal(Recoverability.EnrichedBefore, Of(Redacted(more: more)).Recoverability);

    [Fact]
    public void The_first_of_several_reasons_counts()
    {
        const string services = ",\"invokedBy\":\"AWS Internal\"";
        const string delegates = ",\"invokedByDelegate\":{\"accountId\":\"210987654321\"}";
        Assert.Equal(
            [
                Recoverability.EnrichedBefore,
                Recoverability.InvokedByService,
                Recoverability.Delegated,
                Recoverability.NotFromConsole,
                Recoverability.NoSession,
            ],
            [
                Of(Redacted(created: "?", flag: "null", identity: services + delegates, more: ",\"enrichment\":{}")).Recoverability,
                Of(Redacted(created: "?", flag: "null", identity: services + delegates)).Recoverability,
                Of(Redacted(created: "?", flag: "null", identity: delegates)).Recoverability,
                Of(Redacted(created: "?", flag: "null")).Recoverability,
                Of(Redacted(created: "?")).Recoverability,
            ]);
    }

    [Fact]
    public void Of_keys_that_occur_twice_the_last_counts()
    {
        var redaction = Of(
            """{"sourceIPAddress":"AWS Internal","userIdentity":{"arn":"arn:aws:iam::1:root","invokedBy":"x"},"userAgent":"x","userIdentity":{"arn":"arn:x","arn":"ARN","sessionContext":{"attributes":{"creationDate":"2022-03-17T01:31:31Z"}}},"userAgent":"AWS Internal","sourceIPAddress":"192.0.2.1","sessionCredentialFromConsole":"true"}""".Replace(
                "ARN", Arn, StringComparison.Ordinal));
        Assert.Equal((RedactedFields.UserAgent, Recoverability.Recoverable), (redaction.Fields, redaction.Recoverability));
        Assert.Equal(Arn, redaction.Session.PrincipalArn);
    }

    private static Redaction Of(string record) => Redaction.Find(RecordParser.Parse(Utf8(record), maxDepth: 64));
}
