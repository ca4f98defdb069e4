using System.Text.Json;
using CloudTrailEnricher.Copies;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Rules;

public sealed class ChoosingTests
{
    [Fact]
    public void One_sign_in_gives_both_values() =>
        Assert.Equal((Address, Agent, "signIn", "s-1"), Enriched(Redacted(), SwitchRole()));

    [Fact]
    public void Sign_ins_that_agree_give_the_first_ones_evidence() =>
        Assert.Equal((Address, Agent, "signIn", "s-0"), Enriched(Redacted(), SwitchRole(eventId: "s-1"), SwitchRole(eventId: "s-0")));

    [Fact]
    public void Sign_ins_that_disagree_give_nothing() =>
        Assert.Equal(
            ("AWS Internal", "AWS Internal", "ambiguous", null),
            Enriched(Redacted(), SwitchRole(), SwitchRole(address: "192.0.2.9", agent: "x", eventId: "s-2")));

    [Fact]
    public void Each_field_is_decided_alone_and_ambiguity_is_not_hidden()
    {
        var record = Record(Redacted(), SwitchRole(), SwitchRole(address: "192.0.2.9", eventId: "s-2"));
        Assert.Equal(("AWS Internal", Agent), (Text(record, "sourceIPAddress"), Text(record, "userAgent")));
        Assert.Equal(
            """{"recovered":["userAgent"],"match":"ambiguous","candidates":[C2,C1],"fields":{"sourceIPAddress":{"match":"ambiguous","candidates":[C2,C1]},"userAgent":{"match":"signIn","evidence":E1}},"sessionAddresses":2,"version":"VERSION"}"""
                .Replace("VERSION", CopyDescription.CurrentVersion, StringComparison.Ordinal)
                .Replace("C1", Candidate(Address, "E1"), StringComparison.Ordinal)
                .Replace("C2", Candidate("192.0.2.9", "E2"), StringComparison.Ordinal)
                .Replace("E1", SwitchRoleEvent("s-1"), StringComparison.Ordinal)
                .Replace("E2", SwitchRoleEvent("s-2"), StringComparison.Ordinal),
            record.GetProperty("enrichment").GetRawText());
    }

    [Fact]
    public void A_browser_call_from_elsewhere_in_the_very_second_outranks_an_earlier_sign_in() =>
        Assert.Equal(
            ("192.0.2.9", Agent, "browserSibling", "b-1"), Enriched(
                Redacted(), SwitchRole(), Sibling("2022-03-17T01:32:27Z", address: "192.0.2.9")));

    [Fact]
    public void Between_two_calls_from_one_place_that_place_counts_and_the_nearer_call_is_named() =>
        Assert.Equal(
            ("192.0.2.2", "Mozilla/2", "browserSibling", "b-2"),
            Enriched(
                Redacted(eventTime: "2022-03-17T03:00:00Z"),
                Sibling("2022-03-17T01:00:00Z", "192.0.2.1", "Mozilla/1", "b-0"),
                Sibling("2022-03-17T02:00:00Z", "192.0.2.2", "Mozilla/2", "b-1"),
                Sibling("2022-03-17T03:20:00Z", "192.0.2.2", "Mozilla/2", "b-2"),
                Sibling("2022-03-17T04:00:00Z", "192.0.2.3", "Mozilla/3", "b-3")));

    [Fact]
    public void Browser_calls_equally_near_that_disagree_give_nothing() =>
        Assert.Equal(
            ("AWS Internal", "AWS Internal", "ambiguous", null),
            Enriched(
                Redacted(eventTime: "2022-03-17T03:00:00Z"),
                Sibling("2022-03-17T02:40:00Z", "192.0.2.1", "Mozilla/1", "b-1"),
                Sibling("2022-03-17T03:20:00Z", "192.0.2.2", "Mozilla/2", "b-2")));

    [Fact]
    public void Evidence_with_the_records_own_address_is_preferred_for_the_agent() =>
        Assert.Equal(
            ("192.0.2.2", "Mozilla/2", "browserSibling", "b-2"),
            Enriched(Redacted(address: "192.0.2.2"), SwitchRole(), Sibling("2022-03-17T09:00:00Z", "192.0.2.2", "Mozilla/2", "b-2")));

    [Fact]
    public void An_address_spelled_otherwise_is_the_same_address() =>
        Assert.Equal(
            ("2001:DB8:0::1", "Mozilla/2", "browserSibling", "b-2"),
            Enriched(Redacted(address: "2001:DB8:0::1"), SwitchRole(), Sibling("2022-03-17T09:00:00Z", "2001:db8::1", "Mozilla/2", "b-2")));

    [Fact]
    public void A_session_a_second_away_is_another_session() =>
        Assert.Equal(("AWS Internal", "AWS Internal", "none", null), Enriched(Redacted(), SwitchRole(time: "2022-03-17T01:31:32Z")));

    [Fact]
    public void A_session_of_another_principal_is_another_session() =>
        Assert.Equal(("AWS Internal", "AWS Internal", "none", null), Enriched(Redacted(), SwitchRole(arn: Arn + "x")));

    [Fact]
    public void The_agent_is_that_of_the_decided_address_not_of_a_sign_in_without_one()
    {
        var record = Record(
            Redacted(), SwitchRole(address: "AWS Internal"), Sibling("2022-03-17T02:00:00Z", "192.0.2.1", "Mozilla/1", "b-1"));
        Assert.Equal(("192.0.2.1", "Mozilla/1"), (Text(record, "sourceIPAddress"), Text(record, "userAgent")));
        Assert.Equal("b-1", record.GetProperty("enrichment").GetProperty("evidence").GetProperty("eventID").GetString());
    }

    private static string Candidate(string address, string source) =>
        $$"""{"sourceIPAddress":"{{address}}","userAgent":"{{Agent}}","evidence":{{source}}}""";

    private static string SwitchRoleEvent(string id) =>
        $$"""{"eventName":"SwitchRole","eventID":"{{id}}","eventTime":"2022-03-17T01:31:31Z","awsRegion":"us-east-1"}""";

    private static (string? Address, string? Agent, string? Match, string? EventId) Enriched(string redacted, params string[] evidence)
    {
        var record = Record(redacted, evidence);
        var enrichment = record.GetProperty("enrichment");
        return (
            Text(record, "sourceIPAddress"),
            Text(record, "userAgent"),
            Text(enrichment, "match"),
            enrichment.TryGetProperty("evidence", out var named) ? Text(named, "eventID") : null);
    }

    private static JsonElement Record(string redacted, params string[] evidence) =>
        JsonDocument.Parse(Enrich(File([redacted, .. evidence])).Text).RootElement.GetProperty("Records")[0];

    private static string? Text(JsonElement parent, string name) => parent.GetProperty(name).GetString();
}
