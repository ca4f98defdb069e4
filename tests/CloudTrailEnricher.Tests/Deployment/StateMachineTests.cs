using CloudTrailEnricher.Requirements;
using CloudTrailEnricher.Tests.Deployment.StateMachine;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>The state machine, run by its own definition over made-up buckets, with the true functions.</summary>
[Needs<JsonataPackage>]
public sealed class StateMachineTests
{
    private static readonly DateOnly First = new(2024, 2, 1);

    [Fact]
    public async Task A_month_of_3_accounts_and_4_regions_with_a_damaged_and_an_archived_file_then_again_over_what_failed()
    {
        var trail = new MadeUpArchive(accounts: 3, regions: 4, First, days: 31);
        var damaged = trail.Damage(account: 1, region: 2, new DateOnly(2024, 2, 17));
        trail.Archive(account: 2, region: 3, new DateOnly(2024, 2, 20));

        var run = await trail.RunAsync("first", """{"from":"2024-02-02","to":"2024-03-02"}""");

        Assert.Equal(
            """
            {"from":"2024-02-02","to":"2024-03-02","files":359,"archived":1,"indexed":370,"copied":0,"left":0,"enriched":358,"recovered":712,"ambiguous":0,"unresolved":4,"failed":{"index":1,"enrich":1},"results":"s3://results/runs/first/"}
            """,
            run.Output?.ToJsonString() ?? $"{run.Error}: {run.Cause}");

        // The first day's sessions began before midnight: pass 1 read the day before, pass 2 made no copies of it. Unresolved are the
        // sessions whose sign-ins stand in the damaged and in the archived file.
        Assert.Equal(358, trail.Copies);

        trail.Repair(damaged);
        var again = await trail.RunAsync("second", """{"failedOf":"first"}""");

        Assert.Equal(
            """{"from":"","to":"","files":1,"archived":0,"indexed":1,"copied":0,"left":0,"enriched":1,"recovered":2,"ambiguous":0,"unresolved":0,"failed":{"index":0,"enrich":0},"results":"s3://results/runs/second/"}""",
            again.Output?.ToJsonString() ?? $"{again.Error}: {again.Cause}");
        Assert.Equal(359, trail.Copies);
        Assert.Equal(["ReadInput", "CheckInput", "Plan", "AnyFolders", "AnyFiles", "Index", "AddUpIndexed", "CheckIndexed", "Enrich", "AddUpEnriched", "CheckEnriched", "Done"], again.Visited);
    }

    [Fact]
    public async Task A_day_reads_its_files_and_the_day_befores_and_lists_nothing_else()
    {
        var trail = new MadeUpArchive(accounts: 2, regions: 2, First, days: 29);
        var run = await trail.RunAsync("day", """{"from":"2024-02-10","to":"2024-02-10"}""");
        Assert.Equal((4, 8, 8), ((int)run.Output!["files"]!, (int)run.Output["indexed"]!, trail.FilesRead.Count));
        Assert.All(trail.FilesRead, key => Assert.Matches("/2024/02/(09|10)/", key));

        // Of accounts 2, of regions 2, then of each the year, the month, the day for each of the two ranges; then the 8 folders.
        Assert.InRange(trail.Listings, 1, 60);
    }

    [Fact]
    public async Task Three_years_are_whole_months()
    {
        var trail = new MadeUpArchive(accounts: 1, regions: 1, new DateOnly(2022, 1, 1), days: 3 * 365);
        var run = await trail.RunAsync("years", """{"from":"2022-01-01","to":"2024-12-31"}""");
        Assert.Equal(1095, (int)run.Output!["files"]!);
        Assert.Equal(36, trail.FoldersListed);
    }

    [Fact]
    public async Task A_thousand_folders_are_a_list_in_the_results_bucket_not_a_states_output()
    {
        var trail = new MadeUpArchive(accounts: 10, regions: 10, First, days: 11);
        var run = await trail.RunAsync("many", """{"from":"2024-02-02","to":"2024-02-11","batchSize":7}""");
        Assert.Equal((1000, 1100), ((int)run.Output!["files"]!, (int)run.Output["indexed"]!));
        Assert.Equal(1100, trail.FoldersListed);
    }

    [Theory]
    [InlineData("""{"from":"2030-01-01","to":"2030-01-02"}""")]
    [InlineData("""{"from":"2024-02-02","to":"2024-02-02","accounts":["999988887777"]}""")]
    [InlineData("""{"from":"2024-02-02","to":"2024-02-02","regions":["sa-east-1"]}""")]
    [InlineData("""{"failedOf":"unknown"}""")]
    public async Task Where_there_is_no_file_the_execution_says_so(string input)
    {
        var run = await new MadeUpArchive(accounts: 1, regions: 1, First, days: 3).RunAsync("none", input);
        Assert.Equal(
            ("Input.Nothing", "There must be a log file of these days, accounts and regions that can be read, and there is none; archived ones must be restored first."),
            (run.Error, run.Cause));
    }

    [Theory]
    [InlineData("""{}""", "Input.Days")]
    [InlineData("""{"from":"2024-02-02"}""", "Input.Days")]
    [InlineData("""{"from":"2024-02-02","to":"2024-02-01"}""", "Input.Days")]
    [InlineData("""{"from":"2.2.2024","to":"3.2.2024"}""", "Input.Days")]
    [InlineData("""{"from":"2024-02-02","to":"2024-02-02","prefix":"AWSLogs/"}""", "Input.Unknown")]
    [InlineData("""{"from":"2024-02-02","to":"2024-02-02","failedOf":"x"}""", "Input.Selection")]
    [InlineData("""{"from":"2024-02-02","to":"2024-02-02","accounts":"123456789012"}""", "Input.Lists")]
    [InlineData("""{"from":"2024-02-02","to":"2024-02-02","batchSize":501}""", "Input.Numbers")]
    [InlineData("""{"from":"2024-02-02","to":"2024-02-02","concurrency":0}""", "Input.Numbers")]
    [InlineData("""{"from":"2024-02-02","to":"2024-02-02","toleratedFailurePercent":"1"}""", "Input.Numbers")]
    public async Task Wrong_input_fails_before_anything_is_read(string input, string error)
    {
        var trail = new MadeUpArchive(accounts: 1, regions: 1, First, days: 3);
        var run = await trail.RunAsync("wrong", input);
        Assert.Equal((error, 0), (run.Error, trail.Listings));
    }

    [Theory]
    [InlineData("", "Files.Failed")]
    [InlineData(""","toleratedFailurePercent":100""", null)]
    public async Task More_failures_than_the_input_tolerates_end_the_run_after_pass_1(string more, string? error)
    {
        var trail = new MadeUpArchive(accounts: 1, regions: 1, First, days: 29);
        for (var day = 0; day < 11; day++)
        {
            trail.Damage(account: 0, region: 0, First.AddDays(day + 1));
        }

        var run = await trail.RunAsync("damaged", $$"""{"from":"2024-02-02","to":"2024-02-29"{{more}}}""");

        Assert.Equal((error, error is null), (run.Error, run.Visited.Contains("Enrich")));
        Assert.Equal(error is null ? 17 : 0, trail.Copies);
        Assert.Equal(
            error is null
                ? null
                : "More files failed than \"toleratedFailurePercent\" allows, which is 1: s3://results/runs/damaged/failed/ must be looked at. When the cause is gone, "
                    + "a new execution with {\"failedOf\":\"damaged\"} takes exactly these files; after a failure in pass 1, run the days again.",
            run.Cause);
    }

    [Fact]
    public async Task A_few_failures_are_tolerated_however_small_the_run_unless_none_shall_be()
    {
        var trail = new MadeUpArchive(accounts: 1, regions: 1, First, days: 5);
        trail.Damage(account: 0, region: 0, First.AddDays(2));

        Assert.Null((await trail.RunAsync("default", """{"from":"2024-02-02","to":"2024-02-05"}""")).Error);
        Assert.Equal("Files.Failed", (await trail.RunAsync("strict", """{"from":"2024-02-02","to":"2024-02-05","toleratedFailurePercent":0}""")).Error);
    }

    [Fact]
    public async Task A_store_that_refuses_everything_ends_the_run_in_its_first_map_and_what_it_began_can_be_redriven()
    {
        var trail = new MadeUpArchive(accounts: 1, regions: 1, First, days: 5) { Refuses = true };
        var run = await trail.RunAsync("outage", """{"from":"2024-02-02","to":"2024-02-05"}""");
        Assert.Equal(("States.ExceedToleratedFailureThreshold", "Index"), (run.Error, run.Visited[^1]));
        Assert.Contains("AccessDenied", run.Cause, StringComparison.Ordinal);
    }
}
