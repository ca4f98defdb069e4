using CloudTrailEnricher.InMemory;
using CsCheck;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.InMemory;

public sealed class InMemoryEvidenceTests
{
    [Fact]
    public void The_same_evidence_in_any_order_any_number_of_times_leaves_the_index_the_same()
    {
        var evidence = Scan(File(
            [
                SwitchRole(), SwitchRole(eventId: "s-2"),
                .. Enumerable.Range(0, 30).Select(
                    n => Sibling($"2022-03-17T02:{n:00}:00Z", eventId: $"b-{n % 7}", address: $"192.0.2.{n % 3}")),
            ])).Evidence;
        var expected = new InMemoryEvidence();
        expected.Put(evidence);

        Gen.Shuffle(evidence.Concat(evidence).ToArray()).Sample(
            shuffled =>
            {
                var index = new InMemoryEvidence();
                index.Put(shuffled);
                return index.All.SequenceEqual(expected.All);
            },
            iter: 500);
    }

    [Fact]
    public void Of_a_browsers_calls_the_first_and_the_last_stay_for_every_ten_minutes_address_and_agent()
    {
        var index = new InMemoryEvidence();
        index.Put(Scan(File(
            Sibling("2022-03-17T02:05:00Z", eventId: "b-2"),
            Sibling("2022-03-17T02:01:00Z", eventId: "b-1"),
            Sibling("2022-03-17T02:09:59Z", eventId: "b-3"),
            Sibling("2022-03-17T02:10:00Z", eventId: "b-4"),
            Sibling("2022-03-17T02:05:00Z", eventId: "b-5", address: "192.0.2.9"))).Evidence);

        Assert.Equal(
            ["b-1 to b-3", "b-4 to b-4", "b-5 to b-5"], index.All.Select(item => $"{item.First.EventId} to {item.Last.EventId}").Order());
    }
}
