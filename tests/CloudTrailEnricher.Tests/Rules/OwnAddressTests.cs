using static CloudTrailEnricher.Tests.Rules.EnrichedRecord;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Rules;

/// <summary>The user agent of a record whose address is known, be it recorded or recovered.</summary>
public sealed class OwnAddressTests
{
    private const string Own = "198.51.100.66";
    private const string Hidden = "AWS Internal";

    [Fact]
    public void An_address_that_no_evidence_has_gets_the_only_known_agent_with_a_mark() =>
        Assert.Equal(
            new EnrichedRecord(Own, Agent, $"{{'recovered':['userAgent'],'match':'signIn','evidence':{SignIn()},'addressDiffers':true}}", ("", "")),
            Of(Redacted(address: Own), SwitchRole()));

    [Theory]
    [InlineData("2001:db8::66", Address)]
    [InlineData(Own, "2001:db8::1")]
    public void An_address_of_the_other_family_gets_no_mark(string own, string known) =>
        Assert.Equal(
            new EnrichedRecord(own, Agent, $"{{'recovered':['userAgent'],'match':'signIn','evidence':{SignIn()}}}", ("", "")),
            Of(Redacted(address: own), SwitchRole(address: known)));

    [Fact]
    public void An_agent_from_a_sign_in_that_hides_its_address_gets_no_mark() =>
        Assert.Equal(
            new EnrichedRecord(Own, Agent, $"{{'recovered':['userAgent'],'match':'signIn','evidence':{SignIn()}}}", ("", "")),
            Of(Redacted(address: Own), SwitchRole(address: Hidden)));

    [Fact]
    public void An_address_that_no_evidence_has_gets_nothing_where_agents_disagree()
    {
        var (first, second) = ("2022-03-17T01:40:00Z", "2022-03-17T02:00:00Z");
        Assert.Equal(
            new EnrichedRecord(
                Own,
                Hidden,
                $"{{'recovered':[],'match':'ambiguous','candidates':[{Candidate(Address, "Mozilla/1", Call("b-1", first))},"
                    + $"{Candidate(Address, "Mozilla/2", Call("b-2", second))}]}}",
                ("", "addressUnknown")),
            Of(Redacted(address: Own), Sibling(first, agent: "Mozilla/1", eventId: "b-1"), Sibling(second, agent: "Mozilla/2", eventId: "b-2")));
    }

    [Fact]
    public void A_value_that_is_no_address_leaves_what_all_evidence_agrees_on()
    {
        var agreed = Of(Redacted(address: "health.amazonaws.com"), SwitchRole(), Sibling("2022-03-17T02:00:00Z", Own));
        Assert.Equal(("health.amazonaws.com", Agent, ("", "")), (agreed.Address, agreed.Agent, agreed.Reasons));
        var disputed = Of(Redacted(address: "health.amazonaws.com"), SwitchRole(), Sibling("2022-03-17T02:00:00Z", Own, "Mozilla/2"));
        Assert.Equal((Hidden, ("", "userAgentChanged")), (disputed.Agent, disputed.Reasons));
    }

    [Theory]
    [InlineData("2022-03-17T01:59:00Z", "Mozilla/1", "")]
    [InlineData("2022-03-17T02:30:00Z", Hidden, "userAgentChanged")]
    [InlineData("2022-03-17T03:01:00Z", "Mozilla/2", "")]
    public void A_browser_that_updates_itself_is_a_move_from_one_agent_to_another(string time, string agent, string reason)
    {
        string[] evidence =
        [
            Sibling("2022-03-17T02:00:00Z", agent: "Mozilla/1", eventId: "b-1"),
            Sibling("2022-03-17T03:00:00Z", agent: "Mozilla/2", eventId: "b-2"),
            Sibling("2022-03-17T02:10:00Z", Own, "Mozilla/3", "b-3"),
        ];
        var recorded = Of(Redacted(address: Address, eventTime: time), evidence);
        Assert.Equal((agent, ("", reason)), (recorded.Agent, recorded.Reasons));
        var recovered = Of(Redacted(eventTime: time), evidence[..2]);
        Assert.Equal((Address, agent, ("", reason)), (recovered.Address, recovered.Agent, recovered.Reasons));
    }

    [Fact]
    public void A_recovered_address_without_an_agent_of_its_own_gets_the_sessions_only_agent_with_a_mark()
    {
        const string time = "2022-03-17T02:00:00Z";
        var enriched = Of(Redacted(eventTime: "2022-03-17T01:31:31Z"), SwitchRole(agent: Hidden), Sibling(time, Own, eventId: "b-1"));
        Assert.Equal(
            new EnrichedRecord(
                Address,
                Agent,
                $"{{'recovered':['sourceIPAddress','userAgent'],'match':'browserSibling','evidence':{Call("b-1", time)},'addressDiffers':true,"
                    + $"'fields':{{'sourceIPAddress':{{'match':'signIn','evidence':{SignIn()}}},"
                    + $"'userAgent':{{'match':'browserSibling','evidence':{Call("b-1", time)},'addressDiffers':true}}}},'sessionAddresses':2}}",
                ("", "")),
            enriched);
    }

    [Fact]
    public void A_sign_in_that_hides_its_address_gives_its_agent_and_the_reason_says_that_evidence_is_there() =>
        Assert.Equal(
            new EnrichedRecord(
                Hidden,
                Agent,
                $"{{'recovered':['userAgent'],'match':'signIn','evidence':{SignIn()},'fields':{{'sourceIPAddress':{{'match':'none'}},"
                    + $"'userAgent':{{'match':'signIn','evidence':{SignIn()}}}}}}}",
                ("evidenceWithoutValue", "")),
            Of(Redacted(), SwitchRole(address: Hidden)));

    [Fact]
    public void Of_a_session_without_any_evidence_nothing_is_recovered() =>
        Assert.Equal(new EnrichedRecord(Hidden, Hidden, "{'recovered':[],'match':'none'}", ("noEvidence", "noEvidence")), Of(Redacted()));
}
