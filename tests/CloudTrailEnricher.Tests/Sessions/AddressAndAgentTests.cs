using CloudTrailEnricher.Sessions;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Sessions;

public sealed class AddressAndAgentTests
{
    [Fact]
    public void Items_that_say_the_same_have_one_digest()
    {
        var one = Item(SwitchRole(address: "2001:db8::1"));
        var other = Item(Sibling("2022-03-17T02:00:00Z", "2001:DB8:0::1"));
        Assert.NotNull(AddressAndAgent.Digest(one));
        Assert.Equal(AddressAndAgent.Digest(one), AddressAndAgent.Digest(other));
        Assert.Equal(AddressAndAgent.Digest(one), AddressAndAgent.DigestOfAll([one, other]));
    }

    [Fact]
    public void An_item_that_lacks_a_value_has_no_digest()
    {
        Assert.Null(AddressAndAgent.Digest(Item(SwitchRole(address: "AWS Internal"))));
        Assert.Null(AddressAndAgent.Digest(Item(SwitchRole(agent: "AWS Internal"))));
    }

    [Fact]
    public void Items_share_no_digest_where_one_differs_or_lacks_a_value()
    {
        var item = Item(SwitchRole());
        Assert.Null(AddressAndAgent.DigestOfAll([]));
        Assert.Null(AddressAndAgent.DigestOfAll([item, Item(SwitchRole(address: "192.0.2.9", eventId: "s-2"))]));
        Assert.Null(AddressAndAgent.DigestOfAll([item, Item(SwitchRole(agent: "x", eventId: "s-2"))]));
        Assert.Null(AddressAndAgent.DigestOfAll([item, Item(SwitchRole(address: "AWS Internal", eventId: "s-2"))]));
        Assert.Null(AddressAndAgent.DigestOfAll([Item(SwitchRole(address: "AWS Internal", eventId: "s-2")), item]));
    }

    private static Evidence Item(string record) => Assert.Single(Scan(File(record)).Evidence);
}
