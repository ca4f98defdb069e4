namespace CloudTrailEnricher.Tests.Model;

public sealed class ModelTests(ITestOutputHelper output)
{
    private const long EnoughForABug = 100_000;

    private const string ReadsOtherwise = "though all evidence gives";
    private const string KnowsLess = "was replaced by one that knows less of session";
    private const string NotNoted = "is not noted as waiting";

    [Fact]
    public void In_any_order_and_under_any_fault_nothing_is_lost_and_no_copy_knows_less_than_the_one_before()
    {
        var exploration = Exploration.Whole.Value;
        Assert.True(exploration.Failed is null, exploration.ToString());
        Assert.Equal(Exploration.WholeSchedules, exploration.Schedules);
    }

    [Fact]
    public void Pass_2_reading_before_it_notes_the_waiting_file_is_found() => Finds(PlantedBugs.ReadBeforeWaiting, ReadsOtherwise);

    [Fact]
    public void Pass_1_reading_who_waits_before_it_writes_evidence_is_found() => Finds(PlantedBugs.ReadBeforeEvidence, ReadsOtherwise);

    [Fact]
    public void An_unconditional_put_is_found() => Finds(PlantedBugs.UnconditionalPut, KnowsLess);

    [Fact]
    public void A_release_that_is_lost_on_retry_is_found() => Finds(PlantedBugs.ReleaseLostOnRetry, ReadsOtherwise);

    [Fact]
    public void A_copy_at_the_deadline_over_a_complete_one_is_found() => Finds(PlantedBugs.DeadlineOverComplete, KnowsLess);

    [Fact]
    public void Notes_that_are_removed_too_early_are_found() => Finds(PlantedBugs.RemovedTooEarly, ReadsOtherwise);

    [Fact]
    public void A_note_that_is_not_renewed_when_evidence_no_longer_agrees_is_found() => Finds(PlantedBugs.StaleNote, "lets event");

    [Fact]
    public void A_copy_that_is_replaced_by_one_that_knows_less_is_found() => Finds(PlantedBugs.KnowledgeIgnored, KnowsLess);

    [Fact]
    public void A_provisional_file_that_is_not_noted_is_found() => Finds(PlantedBugs.ProvisionalNotNoted, NotNoted);

    [Fact]
    public void Notes_that_are_removed_before_the_copy_is_final_are_found() => Finds(PlantedBugs.EveryCopyFinal, NotNoted);

    [Fact]
    public void Notes_that_are_removed_while_a_forced_message_replaces_the_final_copy_are_found() =>
        Finds(PlantedBugs.NotLookedAgain, NotNoted);

    [Fact]
    public void A_schedule_that_goes_wrong_is_reported_in_a_few_lines()
    {
        var report = Explorer.Explore(EnoughForABug, PlantedBugs.ReadBeforeWaiting).ToString();
        output.WriteLine(report);
        Assert.InRange(report.Split('\n').Length, 5, 40);
    }

    private void Finds(Plant bug, string blame)
    {
        var exploration = Explorer.Explore(EnoughForABug, bug, blame);
        Assert.NotNull(exploration.Failed);
        output.WriteLine($"found after {exploration.Schedules} schedules");
    }
}
