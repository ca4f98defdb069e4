using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Sessions;
using CloudTrailEnricher.Tests.Agents;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Copies;

public sealed class CopyKnowledgeTests
{
    private const string Other = "arn:aws:sts::123456789012:assumed-role/other/other";

    [Fact]
    public void The_same_evidence_in_any_order_is_the_same_knowledge() =>
        Assert.Equal(Knowledge(SwitchRole(), Call("02:00:00")).Text, Knowledge(Call("02:00:00"), SwitchRole()).Text);

    [Fact]
    public void It_is_stored_as_text_and_read_again()
    {
        var knowledge = Knowledge(SwitchRole(), Call("02:00:00"), Call("02:05:00", id: "b-2"), SwitchRole(arn: Other));
        Assert.Matches("^([A-Za-z0-9_-]{8}\\.[A-Za-z0-9_-]{8}\\.[0-9]+\\.[0-9]+~?){2}$", knowledge.Text);
        Assert.Equal([".1.0", ".2.300"], knowledge.Text.Split('~').Select(state => state[17..]).Order(StringComparer.Ordinal));
        Assert.Equal(knowledge, CopyKnowledge.Parse(knowledge.Text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("x")]
    [InlineData("a.b.c.d")]
    [InlineData("a.b.1.-1")]
    [InlineData("a.b.1.1.1")]
    public void What_cannot_be_read_is_no_knowledge(string? text) => Assert.Null(CopyKnowledge.Parse(text));

    [Fact]
    public void More_evidence_includes_less_and_less_does_not_include_more()
    {
        var (less, more) = (Knowledge(SwitchRole()), Knowledge(SwitchRole(), Call("02:00:00")));
        Assert.Equal((true, false), (more.Includes(less, isCurrent: false), less.Includes(more, isCurrent: false)));
        Assert.Equal((true, true), (more.Includes(more, isCurrent: false), less.Includes(Knowledge(), isCurrent: false)));
    }

    [Fact]
    public void A_disputed_request_is_more_than_one_that_a_single_call_claims()
    {
        var call = AgentSamples.Call(AgentSamples.Request());
        var (one, disputed) = (Knowledge(call), Knowledge(call, AgentSamples.Call(AgentSamples.Request(), "m-2", tool: "t")));
        Assert.Equal((true, false), (disputed.Includes(one, isCurrent: false), one.Includes(disputed, isCurrent: false)));
    }

    [Fact]
    public void A_longer_span_includes_a_shorter_one()
    {
        var (shorter, longer) = (Knowledge(Call("02:00:00")), Knowledge(Call("02:00:00"), Call("02:00:01", id: "b-2")));
        Assert.Equal((true, false), (longer.Includes(shorter, isCurrent: true), shorter.Includes(longer, isCurrent: true)));
    }

    [Fact]
    public void Where_only_the_named_event_of_one_second_differs_the_later_reading_includes_the_earlier()
    {
        var (one, other) = (Knowledge(Call("02:00:00", id: "b-1")), Knowledge(Call("02:00:00", id: "b-2")));
        Assert.Equal((false, false), (one.Includes(other, isCurrent: false), other.Includes(one, isCurrent: false)));
        Assert.Equal((true, true), (one.Includes(other, isCurrent: true), other.Includes(one, isCurrent: true)));
    }

    [Fact]
    public void More_items_do_not_make_up_for_a_shorter_span()
    {
        var items = Knowledge(Call("02:00:00"), Call("02:00:00", "192.0.2.9"));
        var span = Knowledge(Call("02:00:00"), Call("02:09:00", id: "b-2"));
        Assert.Equal((false, false), (items.Includes(span, isCurrent: true), span.Includes(items, isCurrent: true)));
    }

    [Fact]
    public void Every_session_must_be_included()
    {
        var standing = Knowledge(SwitchRole(), SwitchRole(arn: Other));
        Assert.False(Knowledge(SwitchRole(), Call("02:00:00"), Call("03:00:00")).Includes(standing, isCurrent: true));
        Assert.True(Knowledge(SwitchRole(), Call("02:00:00"), SwitchRole(arn: Other)).Includes(standing, isCurrent: true));
    }

    [Fact]
    public void Many_sessions_share_one_digest_which_only_current_evidence_can_include()
    {
        var many = Enumerable.Range(0, 40).Select(number => SwitchRole(arn: $"{Arn}{number}")).ToArray();
        var knowledge = Knowledge(many);
        var more = Knowledge([.. many, SwitchRole(arn: $"{Arn}0", eventId: "s-2")]);
        Assert.Matches("^\\*\\.[A-Za-z0-9_-]{12}\\.40\\.0$", knowledge.Text);
        Assert.InRange(Knowledge(many[..30]).Text.Length, 400, 800);
        Assert.Equal(knowledge, CopyKnowledge.Parse(knowledge.Text));
        Assert.Equal(
            (true, false, true, false),
            (
                knowledge.Includes(knowledge, isCurrent: false),
                more.Includes(knowledge, isCurrent: false),
                more.Includes(knowledge, isCurrent: true),
                knowledge.Includes(more, isCurrent: true)));
        Assert.True(knowledge.Includes(Knowledge(many[..30]), isCurrent: true));
    }

    private static string Call(string time, string address = Address, string id = "b-1") =>
        Sibling($"2022-03-17T{time}Z", address, eventId: id);

    private static CopyKnowledge Knowledge(params string[] records) => CopyKnowledge.Describe(
        Scan(File(records)).Evidence
            .GroupBy(item => item.Session)
            .Select(session => (session.Key, (IReadOnlyList<Evidence>)[.. session])));
}
