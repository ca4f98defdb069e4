using System.Security.Cryptography;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.Passes;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Copies;

/// <summary>Two copies have one digest where readers learn the same from them.</summary>
public sealed class DecisionDigestTests
{
    private const string Own = "198.51.100.66";
    private static readonly string Call = Sibling("2022-03-17T05:00:00Z");

    [Fact]
    public void Which_evidence_is_named_for_a_value_makes_no_difference()
    {
        Assert.Equal(Digest([Redacted()], SwitchRole()), Digest([Redacted()], SwitchRole(eventId: "s-0")));
        Assert.Equal(Digest([Redacted()], SwitchRole()), Digest([Redacted()], Call));
    }

    [Fact]
    public void Every_value_and_every_mark_makes_a_difference()
    {
        string[] digests =
        [
            Digest([Redacted()]),
            Digest([Redacted()], SwitchRole()),
            Digest([Redacted()], SwitchRole(address: Own)),
            Digest([Redacted()], SwitchRole(agent: "x")),
            Digest([Redacted()], SwitchRole(address: "AWS Internal")),
            Digest([Redacted()], SwitchRole(agent: "AWS Internal")),
            Digest([Redacted()], SwitchRole(more: ",\"additionalEventData\":{\"SwitchFrom\":\"arn:aws:iam::123456789012:user/alice\"}")),
            Digest([Redacted()], SwitchRole(more: ",\"additionalEventData\":{\"SwitchFrom\":\"arn:aws:iam::123456789012:user/bob\"}")),
            Digest([Redacted()], SwitchRole(), SwitchRole(address: Own, eventId: "s-2")),
            Digest([Redacted()], SwitchRole(), SwitchRole(address: "192.0.2.9", eventId: "s-2")),
            Digest([Redacted()], SwitchRole(), SwitchRole(address: Own, agent: "x", eventId: "s-2")),
            Digest([Redacted(address: Own)], SwitchRole()),
            Digest([Redacted(address: Own)], SwitchRole(address: "2001:db8::1")),
            Digest([Redacted(eventTime: Created)], SwitchRole(), Sibling("2022-03-17T05:00:00Z", Own)),
            Digest([Redacted(agent: "aws-cli/2")], SwitchRole(), SwitchRole(address: Own, agent: "x", eventId: "s-2")),
            Digest([Redacted(agent: "aws-cli/2")], SwitchRole(), SwitchRole(address: Own, agent: "y", eventId: "s-2")),
            Digest([SwitchRole(), Redacted()]),
        ];
        Assert.Equal(digests.Length, digests.Distinct().Count());
        Assert.All(digests, digest => Assert.Matches("^[0-9a-f]{32}$", digest));
    }

    [Fact]
    public void Every_record_counts_however_many_there_are()
    {
        var records = Enumerable.Repeat(Redacted(), 500).ToArray();
        var whole = Digest(records, SwitchRole());
        Assert.Equal(whole, Digest(records, SwitchRole()));
        Assert.NotEqual(whole, Digest(records[..^1], SwitchRole()));
        records[250] = Redacted(address: Own);
        Assert.NotEqual(whole, Digest(records, SwitchRole()));
    }

    [Fact]
    public void The_order_of_values_that_come_again_makes_a_difference()
    {
        // Each record is one of two sessions, whose values are those of sign-ins at two addresses.
        var other = Arn.Replace("user01", "user02", StringComparison.Ordinal);
        string[] evidence = [SwitchRole(), SwitchRole(arn: other, address: Own, agent: "x")];
        var (one, two) = (Redacted(), Redacted(arn: other));
        string[][] orders =
        [
            [one, one, one], [one, one, two], [one, two, one], [one, two, two],
            [two, one, one], [two, one, two], [two, two, one], [two, two, two],
        ];
        var digests = Array.ConvertAll(orders, records => Digest(records, evidence));
        Assert.Equal(orders.Length, digests.Distinct().Count());
    }

    [Fact]
    public void Where_nothing_is_redacted_the_digest_is_that_of_nothing() => Assert.Equal(
        Convert.ToHexStringLower(SHA256.HashData([]).AsSpan(0, 16)), Digest([SwitchRole()], SwitchRole()));

    private static string Digest(string[] records, params string[] evidence)
    {
        var index = new InMemoryEvidence();
        index.Put(Scan(File([.. records, .. evidence])).Evidence);
        return new CopyMaker(new PassOptions(), collectOutcomes: false)
            .Make("test.json", new SourceFile(Utf8(File(records)), null, default, default), BySession(index))
            .Decisions;
    }
}
