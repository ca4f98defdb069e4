namespace CloudTrailEnricher.Tests.Model;

public sealed class ModelTests(ITestOutputHelper output)
{
    private const long EnoughForABug = 10_000;

    private const string LeftUnresolved = "though the evidence recovers";
    private const string MadeWorse = "was replaced by one that recovers";

    [Fact]
    public void In_any_order_and_under_any_fault_nothing_is_lost_and_nothing_gets_worse()
    {
        var exploration = Exploration.Whole.Value;
        Assert.Equal("", exploration.ToString());
        Assert.Equal(Exploration.WholeSchedules, exploration.Schedules);
    }

    [Fact]
    public void Pass_2_reading_before_it_notes_the_waiting_file_is_found() => Finds(PlantedBugs.ReadBeforeWaiting, LeftUnresolved);

    [Fact]
    public void Pass_1_reading_who_waits_before_it_writes_evidence_is_found() => Finds(PlantedBugs.ReadBeforeEvidence, LeftUnresolved);

    [Fact]
    public void An_unconditional_put_is_found() => Finds(PlantedBugs.UnconditionalPut, MadeWorse);

    [Fact]
    public void A_release_that_is_lost_on_retry_is_found() => Finds(PlantedBugs.ReleaseLostOnRetry, LeftUnresolved);

    [Fact]
    public void A_copy_at_the_deadline_over_a_complete_one_is_found() => Finds(PlantedBugs.DeadlineOverComplete, MadeWorse);

    [Fact]
    public void Waiting_items_that_are_removed_too_early_are_found() => Finds(PlantedBugs.RemovedTooEarly, LeftUnresolved);

    [Fact]
    public void A_schedule_that_goes_wrong_is_told_in_a_few_lines()
    {
        var told = Explorer.Explore(EnoughForABug, PlantedBugs.ReadBeforeWaiting).ToString();
        output.WriteLine(told);
        Assert.InRange(told.Split('\n').Length, 5, 40);
    }

    private void Finds(Plant bug, string blame)
    {
        var exploration = Explorer.Explore(EnoughForABug, bug, blame);
        Assert.NotNull(exploration.Failed);
        output.WriteLine($"found after {exploration.Schedules} schedules");
    }
}
