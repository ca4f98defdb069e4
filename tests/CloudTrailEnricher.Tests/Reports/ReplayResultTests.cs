using CloudTrailEnricher.Replay.Reports;
using CloudTrailEnricher.Rules;
using static CloudTrailEnricher.Tests.Reports.ReportSamples;

namespace CloudTrailEnricher.Tests.Reports;

/// <summary>Counts of everything, lists of the first, whatever the order in which events come.</summary>
public sealed class ReplayResultTests
{
    private static readonly ListLimits Few = new() { StillRedacted = 10, LookAlikes = 5, SessionEvents = 100, Sessions = 200 };

    [Fact]
    public void Counts_are_of_everything_and_lists_hold_the_first()
    {
        var result = Complete(Events(1000), Few);
        Assert.Equal(new MatchTotals(728, 0, 0, 182), result.ConsoleEvents);
        Assert.Equal(90, result.LookAlikes);
        Assert.Equal([new ReasonCount(Reason.NoEvidence, 182)], result.Reasons);
        Assert.Equal([new ReasonCount(Reason.InvokedByService, 90)], result.LookAlikeReasons);
        Assert.Equal((10, 5, 7), (result.StillRedacted.Count, result.LookAlikeEvents.Count, result.Sessions.Count));
        var open = Events(1000).Where(one => one.Recoverability == Recoverability.Recoverable && one.Recovered == 0);
        Assert.Equal(open.Take(10), result.StillRedacted);
    }

    [Fact]
    public void Every_breakdown_adds_up_to_the_events()
    {
        var result = Complete(Events(1000), Few);
        static MatchTotals Sum(IEnumerable<MatchTotals> parts) => parts.Aggregate((one, other) => one + other);
        Assert.Equal(result.ConsoleEvents, Sum(result.Services.Select(one => one.Events)));
        Assert.Equal(result.ConsoleEvents, Sum(result.Accounts.Select(one => one.Events)));
        Assert.Equal(result.ConsoleEvents, Sum(result.OverTime.Bars.Select(one => one.Events)));
        Assert.Equal(result.ConsoleEvents, Sum(result.Sessions.Select(one => one.Counts.Totals)));
        Assert.Equal(result.ConsoleEvents.StillRedacted, result.Sessions.Sum(one => one.Counts.Open.Sum(open => open.Events)));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(90)]
    [InlineData(150)]
    [InlineData(400)]
    public void Order_makes_no_difference(int sessions)
    {
        var events = Enumerable.Range(0, 2000).Select(number => Event(number, number % sessions)).ToArray();
        var expected = Complete(events, Few);
        new Random(sessions).Shuffle(events);
        var shuffled = Complete(events, Few);
        Assert.Equal(expected.StillRedacted, shuffled.StillRedacted);
        Assert.Equal(expected.LookAlikeEvents, shuffled.LookAlikeEvents);
        Assert.Equal(expected.Sessions.Select(one => one.Key), shuffled.Sessions.Select(one => one.Key));
        Assert.Equal(expected.Sessions.Select(one => one.Counts.Totals), shuffled.Sessions.Select(one => one.Counts.Totals));
        Assert.Equal(expected.Sessions.SelectMany(one => one.Counts.Events), shuffled.Sessions.SelectMany(one => one.Counts.Events));
        Assert.Equal(expected.Services, shuffled.Services);
    }

    [Theory]
    [InlineData(7, 12)]
    [InlineData(90, 1)]
    [InlineData(150, 0)]
    public void Each_session_keeps_the_same_number_of_events_as_many_as_all_have_room_for(int sessions, int each)
    {
        var result = Complete(Enumerable.Range(0, 2000).Select(number => Event(number, number % sessions)), Few);
        Assert.All(result.Sessions, one => Assert.Equal(each, one.Counts.Events.Count));
    }

    [Fact]
    public void A_list_that_nobody_sees_stays_empty()
    {
        var result = Complete(Events(100), new ListLimits());
        Assert.Equal((0, 0), (result.StillRedacted.Count, result.LookAlikeEvents.Count));
        Assert.All(result.Sessions, one => Assert.Empty(one.Counts.Events));
        Assert.Equal(91, result.ConsoleEvents.Redacted);
    }

    [Fact]
    public void The_values_seen_first_are_kept_in_whatever_order_they_come()
    {
        (string Value, string Time)[] seen = [("d", "5"), ("a", "4"), ("b", "1"), ("c", "3"), ("a", "2"), ("c", "6"), ("d", "0")];
        foreach (var seed in Enumerable.Range(0, 100))
        {
            new Random(seed).Shuffle(seen);
            var values = new DistinctValues(2);
            Array.ForEach(seen, one => values.Add(one.Value, one.Time));
            Assert.Equal(["d", "b"], values.Kept);
            Assert.True(values.HasMore);
        }
    }

    [Theory]
    [InlineData("2022-03-17T01:59:59Z", 1, "2022-03-17T01:00:00")]
    [InlineData("2022-03-20T08:59:59Z", 1, "2022-03-17T01:00:00")]
    [InlineData("2022-03-20T09:00:00Z", 3, "2022-03-17T00:00:00")]
    [InlineData("2022-12-31T00:00:00Z", 168, "2022-03-17T00:00:00")]
    [InlineData("9999-12-31T23:59:59Z", 8760, "2021-12-19T00:00:00")]
    public void Bars_are_as_short_as_eighty_of_them_can_be(string last, int hours, string start)
    {
        var time = new EventsOverTime();
        time.Add("2022-03-17T01:30:00Z", Match.SignIn);
        time.Add(last, Match.None);
        time.Add("no time", Match.None);
        var histogram = time.Totals();
        Assert.Equal((hours, start), (histogram.Hours, histogram.Bars[0].Start.ToString("s")));
        Assert.Equal(2, histogram.Bars.Sum(bar => bar.Events.Redacted));
    }
}
