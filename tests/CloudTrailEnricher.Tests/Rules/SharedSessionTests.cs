using static CloudTrailEnricher.Tests.Rules.EnrichedRecord;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Rules;

/// <summary>Two people can share role, session name and second.</summary>
public sealed class SharedSessionTests
{
    private const string Hidden = "AWS Internal";
    private const string Attacker = "198.51.100.66";
    private const string AttackersAgent = "Mozilla/5.0 (attacker)";

    [Fact]
    public void A_second_sign_in_of_one_second_that_hides_its_address_makes_both_fields_ambiguous() =>
        Assert.Equal(
            new EnrichedRecord(
                Hidden,
                Hidden,
                $"{{'recovered':[],'match':'ambiguous','candidates':[{Candidate(Attacker, AttackersAgent, SignIn("s-2"))},"
                    + $"{Candidate(null, Agent, SignIn())}]}}",
                ("sharedSession", "sharedSession")),
            Of(Redacted(), SwitchRole(address: Hidden), SwitchRole(address: Attacker, agent: AttackersAgent, eventId: "s-2")));

    [Fact]
    public void A_value_on_which_both_sign_ins_agree_is_recovered_although_one_hides_the_other_value()
    {
        var record = Of(Redacted(), SwitchRole(address: Hidden), SwitchRole(address: Attacker, eventId: "s-2"));
        Assert.Equal((Hidden, Agent, ("sharedSession", "")), (record.Address, record.Agent, record.Reasons));
    }

    [Fact]
    public void The_field_stays_ambiguous_however_many_calls_were_seen_from_one_place()
    {
        var record = Of(
            Redacted(eventTime: "2022-03-17T05:00:00Z"),
            SwitchRole(),
            SwitchRole(address: Attacker, eventId: "s-2"),
            Sibling("2022-03-17T05:00:00Z"));
        Assert.Equal((Hidden, "sharedSession"), (record.Address, record.Reasons.Address));
    }

    [Fact]
    public void Sign_ins_at_different_times_are_one_persons()
    {
        var session = $",\"sessionContext\":{{\"attributes\":{{\"creationDate\":\"{Created}\"}}}}";
        var again = SwitchRole(time: "2022-03-17T03:00:00Z", address: Attacker, agent: AttackersAgent, eventId: "s-2")
            .Replace($"\"arn\":\"{Arn}\"", $"\"arn\":\"{Arn}\"{session}", StringComparison.Ordinal);
        var early = Of(Redacted(eventTime: Created), SwitchRole(), again);
        var late = Of(Redacted(eventTime: "2022-03-17T04:00:00Z"), SwitchRole(), again);
        Assert.Equal((Address, Agent, ("", "")), (early.Address, early.Agent, early.Reasons));
        Assert.Equal((Attacker, AttackersAgent, ("", "")), (late.Address, late.Agent, late.Reasons));
    }

    [Fact]
    public void Sign_ins_one_second_apart_are_one_persons()
    {
        var session = $",\"sessionContext\":{{\"attributes\":{{\"creationDate\":\"{Created}\"}}}}";
        var next = SwitchRole(time: "2022-03-17T01:31:32Z", address: Attacker, eventId: "s-2")
            .Replace($"\"arn\":\"{Arn}\"", $"\"arn\":\"{Arn}\"{session}", StringComparison.Ordinal);
        Assert.Equal(Attacker, Of(Redacted(), SwitchRole(), next).Address);
    }

    [Fact]
    public void An_address_of_the_records_own_says_which_of_the_two_it_was()
    {
        var record = Of(Redacted(address: Attacker), SwitchRole(), SwitchRole(address: Attacker, agent: AttackersAgent, eventId: "s-2"));
        Assert.Equal((AttackersAgent, ("", "")), (record.Agent, record.Reasons));
    }

    [Fact]
    public void A_sign_in_that_hides_its_address_may_be_the_one_from_the_records_address()
    {
        var record = Of(
            Redacted(address: Attacker), SwitchRole(address: Hidden), SwitchRole(address: Attacker, agent: AttackersAgent, eventId: "s-2"));
        Assert.Equal((Hidden, ("", "sharedSession")), (record.Agent, record.Reasons));
    }

    [Fact]
    public void A_signInSessionArn_splits_two_sessions_of_one_second()
    {
        var record = Of(InSession("1", Redacted()), Call("1", Address, Agent), Call("2", Attacker, AttackersAgent));
        Assert.Equal((Address, Agent, ("", "")), (record.Address, record.Agent, record.Reasons));
        Assert.DoesNotContain("sessionAddresses", record.Enrichment, StringComparison.Ordinal);
    }

    [Fact]
    public void Evidence_without_a_signInSessionArn_may_be_of_either_session()
    {
        var unsplit = Sibling("2022-03-17T01:32:00Z", Attacker, AttackersAgent, "b-0");
        var record = Of(InSession("1", Redacted()), Call("1", Address, Agent), unsplit);
        Assert.Equal((Hidden, "addressChanged"), (record.Address, record.Reasons.Address));
        Assert.Equal("addressChanged", Of(Redacted(), Call("1", Address, Agent), Call("2", Attacker, AttackersAgent)).Reasons.Address);
    }

    [Fact]
    public void A_signInSessionArn_that_is_not_an_ARN_splits_nothing()
    {
        var record = Of(
            Redacted().Replace("\"sessionContext\":{", "\"sessionContext\":{\"signInSessionArn\":\"session/1\",", StringComparison.Ordinal),
            Call("1", Address, Agent));
        Assert.Equal((Address, Agent, ("", "")), (record.Address, record.Agent, record.Reasons));
    }

    private static string Call(string session, string address, string agent) =>
        InSession(session, Sibling("2022-03-17T01:32:00Z", address, agent, $"b-{session}"));

    private static string InSession(string session, string record) => record.Replace(
        "\"sessionContext\":{",
        $"\"sessionContext\":{{\"signInSessionArn\":\"arn:aws:signin:us-east-1:{Account}:session/{session}\",",
        StringComparison.Ordinal);
}
