using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;
using static CloudTrailEnricher.Tests.Rules.EnrichedRecord;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Rules;

/// <summary>Who switched to the role of a session.</summary>
public sealed class OriginTests
{
    private const string Alice = "arn:aws:iam::123456789012:user/alice";

    [Fact]
    public void A_record_names_the_principal_that_switched() =>
        Assert.Equal(
            $"{Both("signIn", SignIn())},'origin':{{'arn':'{Alice}'}}}}",
            Of(Redacted(), Switched(Alice)).Enrichment);

    [Fact]
    public void It_does_so_however_its_fields_were_decided()
    {
        const string time = "2022-03-17T05:00:00Z";
        Assert.Equal(
            $"{Both("browserSibling", Call("b-1", time))},'sessionAddresses':2,'origin':{{'arn':'{Alice}'}}}}",
            Of(Redacted(eventTime: time), Switched(Alice), Sibling(time, "198.51.100.66")).Enrichment);
        var ambiguous = Of(Redacted(), Switched(Alice, "s-1"), Switched(Alice, "s-2", "x")).Enrichment;
        Assert.EndsWith($",'origin':{{'arn':'{Alice}'}}}}", ambiguous, StringComparison.Ordinal);
    }

    [Fact]
    public void Sign_ins_that_name_different_origins_leave_it_open() =>
        Assert.Equal($"{Both("signIn", SignIn())}}}", Of(Redacted(), Switched(Alice, "s-1"), Switched(Alice + "x", "s-2")).Enrichment);

    [Fact]
    public void A_sign_in_that_names_no_origin_leaves_it_open() =>
        Assert.Equal($"{Both("signIn", SignIn())}}}", Of(Redacted(), Switched(Alice, "s-1"), SwitchRole(eventId: "s-2")).Enrichment);

    [Theory]
    [InlineData("\"alice\"")]
    [InlineData("null")]
    [InlineData("{\"arn\":\"arn:aws:iam::123456789012:user/alice\"}")]
    public void What_is_no_ARN_is_not_made_into_one(string switchFrom) =>
        Assert.Equal(
            $"{Both("signIn", SignIn())}}}",
            Of(Redacted(), SwitchRole(more: $",\"additionalEventData\":{{\"SwitchFrom\":{switchFrom}}}")).Enrichment);

    [Fact]
    public void The_form_of_2017_is_evidence_of_its_own_ARN_and_names_no_origin()
    {
        var old = SwitchRole(more: $",\"additionalEventData\":{{\"SwitchTo\":\"{Alice}\"}}")
            .Replace("AssumedRole", "IAMUser", StringComparison.Ordinal);
        Assert.Equal($"{Both("signIn", SignIn())}}}", Of(Redacted(), old).Enrichment);
    }

    [Fact]
    public void Of_an_event_that_is_stored_twice_the_item_that_names_its_origin_counts()
    {
        var item = Assert.Single(Scan(File(Switched(Alice))).Evidence);
        var older = item with { SwitchFrom = null };
        Assert.Equal(Alice, new SessionEvidence([older, item]).Origin);
        Assert.Equal(Alice, new SessionEvidence([item, older]).Origin);
        Assert.Null(new SessionEvidence([older]).Origin);
    }

    [Fact]
    public void An_event_that_is_stored_with_two_origins_leaves_it_open_in_any_order()
    {
        var item = Assert.Single(Scan(File(Switched(Alice))).Evidence);
        Evidence other = item with { SwitchFrom = Alice + "x" };
        Assert.Null(new SessionEvidence([item, other]).Origin);
        Assert.Null(new SessionEvidence([other, item]).Origin);
    }

    private static string Switched(string from, string id = "s-1", string agent = Agent) =>
        SwitchRole(eventId: id, agent: agent, more: $",\"additionalEventData\":{{\"SwitchFrom\":\"{from}\"}}");
}
