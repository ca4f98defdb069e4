using CloudTrailEnricher.Sessions;
using CsCheck;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Sessions;

public sealed class EvidenceTests
{
    [Fact]
    public void A_sign_ins_item_has_another_key_when_anything_in_it_differs()
    {
        var item = Item(SwitchRole());
        string[] keys =
        [
            item.ItemKey,
            (item with { EventId = "s-2" }).ItemKey,
            (item with { EventName = "ConsoleLogin" }).ItemKey,
            (item with { EventTime = Item(SwitchRole(time: "2022-03-17T01:31:32Z")).EventTime }).ItemKey,
            (item with { AwsRegion = "eu-west-1" }).ItemKey,
            (item with { SourceIPAddress = "192.0.2.9" }).ItemKey,
            (item with { UserAgent = "x" }).ItemKey,
            (item with { SwitchFrom = "arn:aws:iam::123456789012:user/alice" }).ItemKey,
            (item with { SignInSessionArn = "arn:aws:signin:us-east-1:123456789012:session/1" }).ItemKey,
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.All(keys, key => Assert.Matches("^signin#s-[12]#[0-9a-f]{16}$", key));
    }

    [Fact]
    public void A_browser_calls_item_is_known_by_slot_address_agent_and_sign_in_session()
    {
        var item = Item(Sibling("2022-03-17T02:05:00Z"));
        Assert.Matches("^browser#20220317T0200Z#[0-9a-f]{16}$", item.ItemKey);
        Assert.Equal(item.ItemKey, Item(Sibling("2022-03-17T02:09:59Z", eventId: "b-2", eventName: "GetObject")).ItemKey);
        string[] others =
        [
            item.ItemKey,
            Item(Sibling("2022-03-17T02:10:00Z")).ItemKey,
            Item(Sibling("2022-03-17T02:05:00Z", "192.0.2.9")).ItemKey,
            Item(Sibling("2022-03-17T02:05:00Z", agent: "Mozilla/4.0")).ItemKey,
            (item with { SignInSessionArn = "arn:aws:signin:us-east-1:123456789012:session/1" }).ItemKey,
        ];
        Assert.Equal(others.Length, others.Distinct().Count());
    }

    [Fact]
    public void Calls_merge_into_the_same_item_in_any_order_and_number()
    {
        var calls = Enumerable.Range(0, 12)
            .Select(call => Item(Sibling($"2022-03-17T02:0{call % 5}:00Z", eventId: $"b-{call * 7 % 10}")))
            .ToArray();
        var merged = calls.Aggregate((one, other) => one.MergedWith(other));
        Assert.Equal(
            (("b-0", "2022-03-17T02:00:00Z"), ("b-8", "2022-03-17T02:04:00Z")),
            ((merged.First.EventId, merged.First.EventTime.ToString()), (merged.Last.EventId, merged.Last.EventTime.ToString())));
        Gen.Shuffle(calls.Concat(calls).Append(merged).ToArray())
            .Sample(shuffled => shuffled.Aggregate((one, other) => one.MergedWith(other)) == merged, iter: 500);
    }

    private static Evidence Item(string record) => Assert.Single(Scan(File(record)).Evidence);
}
