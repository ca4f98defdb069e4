using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.Passes;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Copies;

/// <summary>Which sessions of a copy evidence to come may change.</summary>
public sealed class OpenSessionsTests
{
    private const string Hidden = "AWS Internal";

    [Fact]
    public void What_sign_ins_tell_is_final() => Assert.Equal((true, 0, 0, 0), Open(Redacted(), SwitchRole()));

    [Fact]
    public void What_browser_calls_tell_is_provisional() =>
        Assert.Equal((false, 0, 1, 0), Open(Redacted(), Sibling("2022-03-17T02:00:00Z")));

    [Fact]
    public void What_is_ambiguous_or_unknown_is_undecided()
    {
        Assert.Equal((false, 1, 0, 0), Open(Redacted(), SwitchRole(), SwitchRole(address: "192.0.2.9", agent: "x", eventId: "s-2")));
        Assert.Equal((false, 1, 0, 0), Open(Redacted(), SwitchRole(address: Hidden)));
    }

    [Fact]
    public void A_session_of_which_one_field_is_provisional_and_the_other_undecided_is_both()
    {
        string[] signIns = [SwitchRole(address: Hidden), SwitchRole(address: Hidden, agent: "x", eventId: "s-2")];
        Assert.Equal((false, 1, 1, 0), Open(Redacted(), [.. signIns, Sibling("2022-03-17T02:00:00Z")]));
    }

    [Fact]
    public void A_session_that_nobody_looked_up_is_missed_and_undecided() => Assert.Equal((false, 1, 0, 1), Open(Redacted()));

    private static (bool IsFinal, int Undecided, int Provisional, int Missed) Open(string redacted, params string[] evidence)
    {
        var index = new InMemoryEvidence();
        index.Put(Scan(File(evidence)).Evidence);
        var open = new CopyMaker(new PassOptions(), collectOutcomes: false)
            .Make("test.json", new SourceFile(Utf8(File(redacted)), null, default, default), BySession(index))
            .Open;
        return (open.IsFinal, open.Undecided.Count, open.Provisional.Count, open.Missed.Count);
    }
}
