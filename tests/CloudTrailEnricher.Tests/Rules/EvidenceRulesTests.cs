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
            (
                evidence.Kind,
                evidence.Session.ToString(),
                evidence.EventName,
                evidence.EventId,
                evidence.AwsRegion,
                evidence.SourceIPAddress,
                evidence.UserAgent));
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
    [InlineData("Mozilla\\/5.0")]
    [InlineData("[Mozilla\\/5.0]")]
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

    [Theory]
    [InlineData("AwsMcpEvent")]
    [InlineData("AwsServiceEvent")]
    [InlineData("AwsVpceEvents")]
    [InlineData("AwsConsoleAction")]
    [InlineData("awsapicall")]
    public void Only_an_API_call_is_a_browser_call(string type) =>
        Assert.Empty(Find(Sibling("2022-03-17T02:00:00Z").Replace("AwsApiCall", type, StringComparison.Ordinal)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.1.1")]
    [InlineData("::ffff:0.0.0.0")]
    [InlineData("::ffff:224.0.0.1")]
    public void An_address_from_which_nobody_can_call_is_no_evidence(string address)
    {
        Assert.Empty(Find(Sibling("2022-03-17T02:00:00Z", address)));
        Assert.Equal((null, Agent), Values(Find(SwitchRole(address: address))));
    }

    [Theory]
    [InlineData(",\"enrichment\":{}")]
    [InlineData(",\"enrichment\":null")]
    public void A_record_that_was_enriched_before_is_no_browser_call(string more) =>
        Assert.Empty(Find(Sibling("2022-03-17T02:00:00Z", more: more)));

    [Fact]
    public void What_a_service_or_a_provider_did_for_the_principal_is_no_evidence()
    {
        Assert.Empty(Find(WithIdentity(Sibling("2022-03-17T02:00:00Z"), "\"invokedBy\":\"health.amazonaws.com\"")));
        Assert.Empty(Find(WithIdentity(Sibling("2022-03-17T02:00:00Z"), "\"invokedByDelegate\":{\"accountId\":\"210987654321\"}")));
        Assert.Empty(Find(WithIdentity(SwitchRole(), "\"invokedByDelegate\":{\"accountId\":\"210987654321\"}")));
        Assert.Single(Find(WithIdentity(Sibling("2022-03-17T02:00:00Z"), "\"invokedBy\":null,\"invokedByDelegate\":null")));
    }

    [Theory]
    [InlineData("AuthorizeOAuth2Access", "AwsApiCall", "", true)]
    [InlineData("AuthorizeOAuth2Access", "AwsServiceEvent", ",\"responseElements\":{\"AuthorizeOAuth2Access\":\"Success\"}", true)]
    [InlineData("AuthorizeOAuth2Access", "AwsApiCall", ",\"responseElements\":{\"AuthorizeOAuth2Access\":\"Failure\"}", false)]
    [InlineData("AuthorizeOAuth2Access", "AwsApiCall", ",\"errorCode\":\"AccessDenied\"", false)]
    [InlineData("CreateOAuth2Token", "AwsApiCall", "", false)]
    public void Of_the_OAuth_events_the_successful_authorization_is_a_browser_call(string name, string type, string more, bool isEvidence)
    {
        var record = Sibling("2022-03-17T02:00:00Z", eventName: name, more: more)
            .Replace("s3.amazonaws.com", "signin.amazonaws.com", StringComparison.Ordinal)
            .Replace("AwsApiCall", type, StringComparison.Ordinal);
        Assert.Equal(isEvidence ? [EvidenceKind.BrowserSibling] : [], Find(record).Select(evidence => evidence.Kind));
    }

    [Fact]
    public void The_brackets_in_which_S3_writes_agents_are_no_part_of_them()
    {
        Assert.Equal((Address, "Mozilla/5.0"), Values(Find(Sibling("2022-03-17T02:00:00Z", agent: "[Mozilla/5.0]"))));
        Assert.Equal((Address, "Mozilla/5.0"), Values(Find(SwitchRole(agent: "[Mozilla/5.0]"))));
        Assert.Equal((Address, null), Values(Find(SwitchRole(agent: "[AWS Internal]"))));
    }

    [Theory]
    [InlineData(128, 1)]
    [InlineData(129, 0)]
    public void An_event_id_longer_than_any_real_one_is_no_evidence(int length, int pieces)
    {
        Assert.Equal(pieces, Find(SwitchRole(eventId: new string('x', length))).Count);
        Assert.Equal(pieces, Find(Sibling("2022-03-17T02:00:00Z", eventId: new string('x', length))).Count);
    }

    [Fact]
    public void An_event_without_id_is_no_evidence() => Assert.Empty(Find(SwitchRole(eventId: "")));

    [Theory]
    [InlineData(256, 1)]
    [InlineData(257, 0)]
    public void An_event_name_or_region_longer_than_any_real_one_is_no_evidence(int length, int pieces)
    {
        var text = new string('x', length);
        Assert.Equal(pieces, Find(Sibling("2022-03-17T02:00:00Z", eventName: text)).Count);
        Assert.Equal(pieces, Find(Sibling("2022-03-17T02:00:00Z").Replace("us-east-1", text, StringComparison.Ordinal)).Count);
    }

    [Fact]
    public void Of_a_browsers_calls_within_ten_minutes_the_first_and_the_last_are_known()
    {
        var evidence = Assert.Single(Find(
            Sibling("2022-03-17T02:05:00Z", eventId: "b-3"),
            Sibling("2022-03-17T02:05:00Z", eventId: "b-2"),
            Sibling("2022-03-17T02:00:00Z", eventId: "b-9"),
            Sibling("2022-03-17T02:00:00Z", eventId: "b-8"),
            Sibling("2022-03-17T02:01:00Z", eventId: "b-1")));
        Assert.Equal(
            (("b-8", "2022-03-17T02:00:00Z"), ("b-3", "2022-03-17T02:05:00Z")),
            ((evidence.First.EventId, evidence.First.EventTime.ToString()), (evidence.Last.EventId, evidence.Last.EventTime.ToString())));
    }

    [Fact]
    public void A_sign_in_names_the_principal_that_switched()
    {
        const string alice = "arn:aws:iam::123456789012:user/alice";
        Assert.Equal(
            alice, Assert.Single(Find(SwitchRole(more: $",\"additionalEventData\":{{\"SwitchFrom\":\"{alice}\"}}"))).SwitchFrom);
    }

    [Theory]
    [InlineData("arn:aws:signin:us-east-1:123456789012:session/1", "arn:aws:signin:us-east-1:123456789012:session/1")]
    [InlineData("session/1", null)]
    public void A_signInSessionArn_is_kept_where_it_is_one(string value, string? kept)
    {
        var call = Sibling("2022-03-17T02:00:00Z")
            .Replace("\"sessionContext\":{", $"\"sessionContext\":{{\"signInSessionArn\":\"{value}\",", StringComparison.Ordinal);
        Assert.Equal(kept, Assert.Single(Find(call)).SignInSessionArn);
    }

    [Theory]
    [InlineData(",\"recipientAccountId\":null", 1)]
    [InlineData("", 1)]
    [InlineData(",\"recipientAccountId\":123456789012", 0)]
    public void A_record_that_names_no_account_belongs_to_its_principals(string recipient, int pieces)
    {
        var signIn = SwitchRole().Replace($",\"recipientAccountId\":\"{Account}\"", recipient, StringComparison.Ordinal);
        Assert.Equal(pieces, Scan(File(signIn), account: Account).Evidence.Count);
    }

    [Fact]
    public void Evidence_of_another_account_than_the_files_is_refused()
    {
        Assert.Single(Scan(File(SwitchRole()), account: Account).Evidence);
        Assert.Empty(Scan(File(SwitchRole(account: "210987654321")), account: Account).Evidence);
        Assert.Empty(Scan(File(SwitchRole(arn: "arn:aws:iam::210987654321:root")), account: Account).Evidence);
    }

    private static IReadOnlyList<Evidence> Find(params string[] records) => Scan(File(records)).Evidence;

    private static (string? Address, string? Agent) Values(IReadOnlyList<Evidence> evidence) =>
        (Assert.Single(evidence).SourceIPAddress, evidence[0].UserAgent);

    private static string WithIdentity(string record, string members) =>
        record.Replace("\"userIdentity\":{", $"\"userIdentity\":{{{members},", StringComparison.Ordinal);
}
