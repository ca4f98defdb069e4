using CloudTrailEnricher.Sessions;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Rules;

public sealed class EvidenceRulesTests
{
    private const string IdentityCenter =
        """{"userIdentity":{"arn":"arn:aws:sts::123456789012:assumed-role/r/bob@example.com","sessionContext":{"attributes":{"creationDate":"2022-09-06T13:12:04Z"}}},"eventTime":"2022-09-06T13:12:05Z","eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","awsRegion":"eu-west-1","sourceIPAddress":"2001:db8::42","userAgent":"Mozilla/5.0","responseElements":{"ConsoleLogin":"Success"},"eventID":"c-1","eventType":"AwsConsoleSignIn"}""";

    [Fact]
    public void A_SwitchRole_is_evidence_of_the_session_that_begins_at_its_event_time()
    {
        var evidence = Assert.Single(Find(SwitchRole()));
        Assert.Equal(
            (EvidenceKind.SignIn, $"{Arn} {Created}", "SwitchRole", "s-1", "us-east-1", Address, Agent),
            (evidence.Kind, evidence.Session.ToString(), evidence.EventName, evidence.EventId, evidence.AwsRegion, evidence.SourceIPAddress, evidence.UserAgent));
    }

    [Fact]
    public void A_sign_in_with_its_own_creation_date_is_known_by_that() =>
        Assert.Equal("2022-09-06T13:12:04Z", Assert.Single(Find(IdentityCenter)).Session.CreationDate.ToString());

    [Theory]
    [InlineData("AwsConsoleSignin")]
    [InlineData("awsconsolesignin")]
    public void The_event_type_is_compared_without_case(string type) =>
        Assert.Single(Find(IdentityCenter.Replace("AwsConsoleSignIn", type, StringComparison.Ordinal)));

    [Fact]
    public void A_failed_login_is_never_evidence() => Assert.Empty(Find(SwitchRole(result: "Failure")));

    [Theory]
    [InlineData("GetSigninToken")]
    [InlineData("CheckMfa")]
    [InlineData("CredentialVerification")]
    public void Other_sign_in_events_are_never_evidence(string name) =>
        Assert.Empty(Find(IdentityCenter.Replace("ConsoleLogin", name, StringComparison.Ordinal)));

    [Theory]
    [InlineData("AWS Internal")]
    [InlineData("signin.amazonaws.com")]
    [InlineData("host.example.com")]
    public void A_sign_in_without_an_address_literal_is_evidence_of_its_agent_alone(string address)
    {
        var evidence = Assert.Single(Find(SwitchRole(address: address)));
        Assert.Equal((null, Agent), (evidence.SourceIPAddress, evidence.UserAgent));
    }

    [Fact]
    public void A_sign_in_with_neither_address_nor_agent_is_no_evidence() =>
        Assert.Empty(Find(SwitchRole(address: "AWS Internal", agent: "AWS Internal")));

    [Theory]
    [InlineData("Mozilla/5.0")]
    [InlineData("[Mozilla/5.0]")]
    [InlineData("\\u004dozilla\\/5.0")]
    public void A_direct_call_of_a_browser_is_evidence(string agent) =>
        Assert.Equal(EvidenceKind.BrowserSibling, Assert.Single(Find(Sibling("2022-03-17T02:00:00Z", agent: agent))).Kind);

    [Theory]
    [InlineData("192.0.2.1", "[S3Console/0.4]", "")]
    [InlineData("192.0.2.1", "aws-cli/2.15", "")]
    [InlineData("AWS Internal", "Mozilla/5.0", "")]
    [InlineData("192.0.2.1", "Mozilla/5.0", ",\"vpcEndpointId\":\"vpce-1\"")]
    public void Calls_of_others_than_the_browser_are_no_evidence(string address, string agent, string more) =>
        Assert.Empty(Find(Sibling("2022-03-17T02:00:00Z", address, agent, more: more)));

    [Theory]
    [InlineData("AssumeRole")]
    [InlineData("AssumeRoleWithSAML")]
    [InlineData("GetRoleCredentials")]
    [InlineData("GetSigninToken")]
    public void Calls_for_credentials_are_no_evidence_even_from_a_browser(string name) =>
        Assert.Empty(Find(Sibling("2022-03-17T02:00:00Z", eventName: name)));

    [Fact]
    public void Evidence_of_another_account_than_the_files_is_refused()
    {
        Assert.Single(Scan(File(SwitchRole()), account: Account).Evidence);
        Assert.Empty(Scan(File(SwitchRole(account: "210987654321")), account: Account).Evidence);
        Assert.Empty(Scan(File(SwitchRole(arn: "arn:aws:iam::210987654321:root")), account: Account).Evidence);
    }

    private static IReadOnlyList<Evidence> Find(string record) => Scan(File(record)).Evidence;
}
