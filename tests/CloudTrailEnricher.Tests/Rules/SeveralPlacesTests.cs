using static CloudTrailEnricher.Tests.Rules.EnrichedRecord;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Rules;

/// <summary>Sessions that were seen from more than one address: a laptop that moved, or a session that was stolen.</summary>
public sealed class SeveralPlacesTests
{
    private const string Here = "203.0.113.1";
    private const string There = "198.51.100.66";
    private const string Mine = "Mozilla/5.0 (mine)";
    private const string Theirs = "Mozilla/5.0 (theirs)";
    private const string Hidden = "AWS Internal";

    [Fact]
    public void The_last_call_of_ten_minutes_is_known_as_well_as_the_first() =>
        Assert.Equal(
            new EnrichedRecord(
                Here,
                Mine,
                $"{Both("browserSibling", Call("b-2", "2022-03-17T02:19:59Z"))},'sessionAddresses':2}}",
                ("", "")),
            Of(
                At("02:19:59"),
                CallAt("02:10:00", Here, Mine, "b-1"),
                CallAt("02:19:59", Here, Mine, "b-2"),
                CallAt("02:18:00", There, Theirs, "b-3")));

    [Fact]
    public void Between_two_places_both_are_candidates() =>
        Assert.Equal(
            new EnrichedRecord(
                Hidden,
                Hidden,
                $"{{'recovered':[],'match':'ambiguous','candidates':[{Candidate(Here, Mine, Call("b-1", "2022-03-17T02:00:00Z"))},"
                    + $"{Candidate(There, Theirs, Call("b-2", "2022-03-17T03:00:00Z"))}],'sessionAddresses':2}}",
                ("addressChanged", "userAgentChanged")),
            Of(At("02:45:00"), CallAt("02:00:00", Here, Mine, "b-1"), CallAt("03:00:00", There, Theirs, "b-2")));

    [Theory]
    [InlineData("01:00:00", Here, "")]
    [InlineData("02:00:00", Here, "")]
    [InlineData("02:00:01", Hidden, "addressChanged")]
    [InlineData("02:59:59", Hidden, "addressChanged")]
    [InlineData("03:00:00", There, "")]
    [InlineData("04:00:00", There, "")]
    public void Before_the_first_and_after_the_last_sighting_its_address_counts(string time, string address, string reason)
    {
        var record = Of(At(time), CallAt("02:00:00", Here, Mine, "b-1"), CallAt("03:00:00", There, Mine, "b-2"));
        Assert.Equal((address, Mine, reason), (record.Address, record.Agent, record.Reasons.Address));
    }

    [Theory]
    [InlineData("01:59:00", "its spans meet")]
    [InlineData("02:01:00", "between the two")]
    [InlineData("02:20:00", "there, but within the other's span")]
    [InlineData("02:50:00", "between the two")]
    [InlineData("03:01:00", "its spans meet")]
    public void While_two_places_alternate_nothing_is_known(string time, string why)
    {
        var record = Of(
            At(time),
            CallAt("02:00:00", Here, Mine, "b-1"),
            CallAt("02:20:00", There, Theirs, "b-2"),
            CallAt("03:00:00", Here, Mine, "b-3"));
        Assert.True((Hidden, Hidden, "addressChanged") == (record.Address, record.Agent, record.Reasons.Address), why);
    }

    [Fact]
    public void Between_two_calls_from_one_place_another_places_span_may_not_reach_over_the_event()
    {
        var within = Of(
            At("02:15:00"),
            CallAt("01:00:00", There, Theirs, "b-0"),
            CallAt("02:00:00", Here, Mine, "b-1"),
            CallAt("02:30:00", Here, Mine, "b-2"),
            CallAt("04:00:00", There, Theirs, "b-3"));
        Assert.Equal((Hidden, "addressChanged"), (within.Address, within.Reasons.Address));
    }

    [Fact]
    public void A_sign_in_from_one_place_does_not_speak_for_calls_from_another_hours_later() =>
        Assert.Equal(
            new EnrichedRecord(
                There,
                Theirs,
                $"{Both("browserSibling", Call("b-1", "2022-03-17T12:00:00Z"))},'sessionAddresses':2}}",
                ("", "")),
            Of(At("12:00:01"), SwitchRole(agent: Mine), CallAt("12:00:00", There, Theirs, "b-1")));

    [Fact]
    public void Of_several_sightings_of_the_value_the_sign_in_is_named_even_where_a_call_is_nearer() =>
        Assert.Equal(
            new EnrichedRecord(Here, Mine, $"{Both("signIn", SignIn())}}}", ("", "")),
            Of(At("12:00:01"), SwitchRole(agent: Mine), CallAt("12:00:00", Here, Mine, "b-1")));

    [Theory]
    [InlineData("02:00:29", "b-1", "2022-03-17T02:00:00Z")]
    [InlineData("02:00:30", "b-1", "2022-03-17T02:00:00Z")]
    [InlineData("02:00:31", "b-2", "2022-03-17T02:01:00Z")]
    public void Of_two_calls_that_are_equally_near_the_earlier_is_named(string time, string id, string at) =>
        Assert.Equal(
            $"{Both("browserSibling", Call(id, at))}}}",
            Of(At(time), CallAt("02:00:00", Here, Mine, "b-1"), CallAt("02:01:00", Here, Mine, "b-2")).Enrichment);

    [Fact]
    public void Without_a_readable_time_only_what_all_evidence_agrees_on_is_recovered()
    {
        var (first, second) = (Call("b-1", "2022-03-17T02:00:00Z"), Call("b-2", "2022-03-17T03:00:00Z"));
        var ambiguous = $"'match':'ambiguous','candidates':[{Candidate(Here, Mine, first)},{Candidate(There, Mine, second)}]";
        Assert.Equal(
            new EnrichedRecord(
                Hidden,
                Mine,
                $"{{'recovered':['userAgent'],{ambiguous},'fields':{{'sourceIPAddress':{{{ambiguous}}},"
                    + $"'userAgent':{{'match':'browserSibling','evidence':{first}}}}},'sessionAddresses':2}}",
                ("noEventTime", "")),
            Of(Redacted(eventTime: "?"), CallAt("03:00:00", There, Mine, "b-2"), CallAt("02:00:00", Here, Mine, "b-1")));
    }

    [Fact]
    public void An_ambiguous_field_names_five_candidates_at_most_the_nearest_first()
    {
        var calls = Enumerable.Range(1, 7).Select(hour => CallAt($"{hour:00}:00:00", $"203.0.113.{hour}", Mine, $"b-{hour}")).ToArray();
        var candidates = new[] { 4, 5, 3, 6, 2 }
            .Select(hour => Candidate($"203.0.113.{hour}", Mine, Call($"b-{hour}", $"2022-03-17T{hour:00}:00:00Z")));
        Assert.Equal(
            $"{{'recovered':[],'match':'ambiguous','candidates':[{string.Join(',', candidates)}],'sessionAddresses':7}}",
            Of(At("04:30:00", agent: "aws-cli/2"), calls).Enrichment);
    }

    [Fact]
    public void Candidates_of_the_events_own_second_come_first_and_a_pair_comes_once()
    {
        var record = Of(
            At("03:00:00", agent: "aws-cli/2"),
            CallAt("02:00:00", Here, Mine, "b-1"),
            CallAt("03:00:00", There, Theirs, "b-2"),
            CallAt("03:00:00", "192.0.2.7", Mine, "b-3"),
            CallAt("04:00:00", There, Theirs, "b-4"),
            CallAt("05:00:00", Here, Theirs, "b-5"));
        var candidates = new[]
        {
            Candidate(There, Theirs, Call("b-2", "2022-03-17T03:00:00Z")),
            Candidate("192.0.2.7", Mine, Call("b-3", "2022-03-17T03:00:00Z")),
            Candidate(Here, Mine, Call("b-1", "2022-03-17T02:00:00Z")),
            Candidate(Here, Theirs, Call("b-5", "2022-03-17T05:00:00Z")),
        };
        Assert.Equal(
            $"{{'recovered':[],'match':'ambiguous','candidates':[{string.Join(',', candidates)}],'sessionAddresses':3}}",
            record.Enrichment);
    }

    [Fact]
    public void A_sign_in_over_IPv6_and_a_call_over_IPv4_count_as_two_addresses()
    {
        var record = Of(At("01:45:00"), SwitchRole(address: "2001:db8::1", agent: Mine), CallAt("02:00:00", Here, Mine, "b-1"));
        Assert.Equal((Hidden, Mine, "addressChanged"), (record.Address, record.Agent, record.Reasons.Address));
        Assert.Contains(
            $"'candidates':[{Candidate("2001:db8::1", Mine, SignIn())},{Candidate(Here, Mine, Call("b-1", "2022-03-17T02:00:00Z"))}]",
            record.Enrichment,
            StringComparison.Ordinal);
    }

    private static string At(string time, string agent = Hidden) => Redacted(eventTime: $"2022-03-17T{time}Z", agent: agent);

    private static string CallAt(string time, string address, string agent, string id) =>
        Sibling($"2022-03-17T{time}Z", address, agent, id);
}
