namespace CloudTrailEnricher.Tests.Model;

public sealed class ModelTests(ITestOutputHelper output)
{
    private const long EnoughForABug = 10_000;

    private static long Schedules => long.TryParse(Environment.GetEnvironmentVariable("SCHEDULES"), out var schedules) ? schedules : 200_000;

    [Fact]
    public void In_any_order_and_under_any_fault_nothing_is_lost_and_nothing_gets_worse()
    {
        var exploration = Explorer.Explore(Schedules);
        Assert.Equal("", exploration.ToString());
        Assert.Equal(Schedules, exploration.Schedules);
    }

    [Fact]
    public void Pass_2_reading_before_it_notes_the_waiting_file_is_found() => Finds(PlantedBugs.ReadBeforeWaiting);

    [Fact]
    public void Pass_1_reading_who_waits_before_it_writes_evidence_is_found() => Finds(PlantedBugs.ReadBeforeEvidence);

    [Fact]
    public void An_unconditional_put_is_found() => Finds(PlantedBugs.UnconditionalPut);

    [Fact]
    public void A_release_that_is_lost_on_retry_is_found() => Finds(PlantedBugs.ReleaseLostOnRetry);

    [Fact]
    public void A_copy_at_the_deadline_over_a_complete_one_is_found() => Finds(PlantedBugs.DeadlineOverComplete);

    [Fact]
    public void Waiting_items_that_are_removed_too_early_are_found() => Finds(PlantedBugs.RemovedTooEarly);

    private void Finds(Plant bug)
    {
        var exploration = Explorer.Explore(EnoughForABug, bug);
        Assert.NotNull(exploration.Failed);
        output.WriteLine(exploration.ToString());
    }
}
