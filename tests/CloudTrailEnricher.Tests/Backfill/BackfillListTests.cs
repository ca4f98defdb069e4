using System.Text;
using System.Text.Json.Nodes;
using CloudTrailEnricher.Backfill;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Tests.Backfill;

/// <summary>How a backfill finds its log files: days, not buckets.</summary>
public sealed class BackfillListTests
{
    private const string Organization = "o-a1b2c3d4e5/";

    private readonly InMemoryBackfillStore _store = new(pageSize: 10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_day_is_its_folder_in_each_account_and_region_and_the_day_before_for_pass_1()
    {
        AddFiles("AWSLogs/", ["111122223333", "444455556666"], ["eu-west-1", "us-east-1"], Days(2024, 2, 20, 20));

        Assert.Equal(
            """
            index AWSLogs/111122223333/CloudTrail/eu-west-1/2024/02/28/
            index AWSLogs/111122223333/CloudTrail/us-east-1/2024/02/28/
            index AWSLogs/444455556666/CloudTrail/eu-west-1/2024/02/28/
            index AWSLogs/444455556666/CloudTrail/us-east-1/2024/02/28/
            both AWSLogs/111122223333/CloudTrail/eu-west-1/2024/02/29/
            both AWSLogs/111122223333/CloudTrail/us-east-1/2024/02/29/
            both AWSLogs/444455556666/CloudTrail/eu-west-1/2024/02/29/
            both AWSLogs/444455556666/CloudTrail/us-east-1/2024/02/29/
            """.ReplaceLineEndings("\n"),
            await PlanAsync("", "2024-02-29", "2024-02-29"));
    }

    [Fact]
    public async Task Of_three_years_whole_months_are_listed_and_single_days_only_at_the_ends()
    {
        AddFiles("AWSLogs/", ["111122223333"], ["eu-west-1"], Days(2021, 1, 1, 5 * 365));

        var plan = (await PlanAsync("", "2022-02-24", "2025-02-02")).Split('\n');

        Assert.Equal("index AWSLogs/111122223333/CloudTrail/eu-west-1/2022/02/23/", plan[0]);
        Assert.Equal("both AWSLogs/111122223333/CloudTrail/eu-west-1/2022/02/24/", plan[1]);
        Assert.Equal("both AWSLogs/111122223333/CloudTrail/eu-west-1/2022/03/", plan[6]);
        Assert.Equal("both AWSLogs/111122223333/CloudTrail/eu-west-1/2025/02/02/", plan[^1]);
        Assert.Equal(1 + 5 + 10 + 12 + 12 + 1 + 2, plan.Length);
        Assert.InRange(_store.Listings, 1, 20);
    }

    [Theory]
    [InlineData("", "AWSLogs/")]
    [InlineData("trails/", "trails/AWSLogs/")]
    [InlineData("", "AWSLogs/" + Organization)]
    [InlineData(Organization, Organization + "AWSLogs/" + Organization)]
    public async Task Accounts_are_found_in_every_layout(string trailPrefix, string root)
    {
        AddFiles(root, ["111122223333"], ["eu-west-1"], Days(2024, 2, 29, 1));
        Assert.Equal($"both {root}111122223333/CloudTrail/eu-west-1/2024/02/29/", await PlanAsync(trailPrefix, "2024-02-29", "2024-02-29"));
    }

    [Fact]
    public async Task Accounts_and_regions_can_be_chosen()
    {
        AddFiles("AWSLogs/", ["111122223333", "444455556666"], ["eu-west-1", "us-east-1"], Days(2024, 2, 29, 1));
        Assert.Equal(
            "both AWSLogs/444455556666/CloudTrail/us-east-1/2024/02/29/",
            await PlanAsync("", "2024-02-29", "2024-02-29", """["444455556666"]""", """["us-east-1"]"""));
    }

    [Fact]
    public async Task A_folders_log_files_are_written_down_in_batches_and_all_else_is_counted()
    {
        AddFiles("AWSLogs/", ["111122223333"], ["eu-west-1"], Days(2024, 2, 29, 1), filesEach: 25);
        Add(Key("AWSLogs/", "111122223333", "eu-west-1", new DateOnly(2024, 2, 29), 7), isArchived: true);
        Add("AWSLogs/111122223333/CloudTrail/eu-west-1/2024/02/29/readme.txt");

        var answer = JsonNode.Parse(await ListAsync("both"))!;

        Assert.Equal("""{"seen":26,"files":24,"archived":1,"other":1,"toIndex":3,"toEnrich":3}""", answer["counts"]!.ToJsonString());
        Assert.Null(answer["after"]);
        var batches = _store.Keys("results", "runs/x/batches/both/AWSLogs/111122223333/CloudTrail/eu-west-1/2024/02/29/");
        Assert.Equal(3, batches.Count);
        var keys = new List<string>();
        foreach (var batch in batches)
        {
            keys.AddRange(await KeysOfAsync(batch));
        }

        Assert.Equal(
            Enumerable.Range(0, 25)
                .Where(at => at != 7)
                .Select(at => Key("AWSLogs/", "111122223333", "eu-west-1", new DateOnly(2024, 2, 29), at)),
            keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_day_before_is_for_pass_1_only()
    {
        AddFiles("AWSLogs/", ["111122223333"], ["eu-west-1"], Days(2024, 2, 29, 1));
        var answer = JsonNode.Parse(await ListAsync("index"))!;
        Assert.Equal("""{"seen":1,"files":1,"archived":0,"other":0,"toIndex":1,"toEnrich":0}""", answer["counts"]!.ToJsonString());
        Assert.Single(_store.Keys("results", "runs/x/batches/index/"));
    }

    [Fact]
    public async Task A_long_folder_is_listed_in_several_rounds_that_go_on_with_the_counts()
    {
        AddFiles("AWSLogs/", ["111122223333"], ["eu-west-1"], Days(2024, 2, 29, 1), filesEach: 5001);

        var first = await ListAsync("both");
        Assert.NotNull(JsonNode.Parse(first)!["after"]);
        var second = JsonNode.Parse(await Handler().HandleAsync($$"""{"list":{{first}}}""", Token))!;

        Assert.Equal(
            """{"seen":5001,"files":5001,"archived":0,"other":0,"toIndex":501,"toEnrich":501}""", second["counts"]!.ToJsonString());
        Assert.Null(second["after"]);
        Assert.Equal(501, _store.Keys("results", "runs/x/batches/both/").Count);
    }

    [Fact]
    public async Task A_second_run_takes_exactly_what_failed_in_either_pass_each_once()
    {
        Failed("runs/first/failed/enrich-00000.jsonl", "b", "c");
        Failed("runs/first/failed/index-00000.jsonl", "a", "b");
        Failed("runs/other/failed/index-00000.jsonl", "z");

        var answer = await Handler().HandleAsync(
            """{"plan":{"results":"results","run":"runs/second","batchSize":10,"from":"","to":"","accounts":[],"regions":[],"failedOf":"first"}}""", Token);

        Assert.Equal("""{"folders":0,"plan":"runs/second/plan.json","toIndex":1,"toEnrich":1}""", answer);
        Assert.Equal(["b", "c", "a"], await KeysOfAsync(Assert.Single(_store.Keys("results", "runs/second/batches/both/"))));
    }

    [Theory]
    [InlineData("""{"plan":{"results":"results","run":"runs/x","batchSize":0,"from":"2024-02-29","to":"2024-02-29"}}""", "not a plan: ")]
    [InlineData("""{"plan":{"results":"results","run":"runs/x","batchSize":10,"from":"2024-02-30","to":"2024-02-30"}}""", "not a plan: ")]
    [InlineData("""{"plan":{"results":"results","run":"runs/x","batchSize":10,"failedOf":"../x"}}""", "not a plan: ")]
    [
        InlineData(
            """{"list":{"results":"results","run":"runs/x","batchSize":10,"part":"both","folder":"elsewhere/"}}""",
            "folder elsewhere/: must begin with AWSLogs/"),
    ]
    [
        InlineData(
            """{"list":{"results":"results","run":"runs/x","batchSize":10,"part":"all","folder":"AWSLogs/a/"}}""",
            "not a folder to list: "),
    ]
    [InlineData("""{"run":1}""", "not a message of the backfill's state machine: ")]
    public async Task Anything_else_is_refused_with_the_right_form(string message, string reason) =>
        Assert.StartsWith(
            reason, (
                await Assert.ThrowsAsync<FormatException>(() => Handler().HandleAsync(message, Token))).Message, StringComparison.Ordinal);

    private static IEnumerable<DateOnly> Days(int year, int month, int day, int count) =>
        Enumerable.Range(0, count).Select(at => new DateOnly(year, month, day).AddDays(at));

    private static string Key(string root, string account, string region, DateOnly day, int number) =>
        $"{root}{account}/CloudTrail/{region}/{day:yyyy'/'MM'/'dd}/{account}_CloudTrail_{region}_{day:yyyyMMdd}T0000Z_{number:D16}.json.gz";

    private BackfillListHandler Handler(string trailPrefix = "") => new(_store, "trail", trailPrefix);

    private void AddFiles(string root, string[] accounts, string[] regions, IEnumerable<DateOnly> days, int filesEach = 1)
    {
        foreach (var day in days)
        {
            foreach (var (account, region) in accounts.SelectMany(_ => regions, (account, region) => (account, region)))
            {
                for (var number = 0; number < filesEach; number++)
                {
                    Add(Key(root, account, region, day, number));
                }
            }
        }
    }

    private void Add(string key, bool isArchived = false) => _store.Add(new LogObject("trail", key), [], isArchived);

    private void Failed(string list, params string[] keys) => _store.Add(
        new LogObject("results", list), Encoding.UTF8.GetBytes(
            string.Concat(keys.Select(key => $$"""{"key":"{{key}}","reason":"r"}""" + "\n"))));

    /// <summary>The plan as lines: for which pass, which folder.</summary>
    private async Task<string> PlanAsync(string trailPrefix, string from, string to, string accounts = "[]", string regions = "[]")
    {
        var answer = JsonNode.Parse(await Handler(trailPrefix).HandleAsync(
            $$$"""{"plan":{"results":"results","run":"runs/x","batchSize":10,"from":"{{{from}}}","to":"{{{to}}}","accounts":{{{accounts}}},"regions":{{{regions}}},"failedOf":""}}""",
            Token))!;
        var plan = (JsonArray)JsonNode.Parse(await _store.OpenAsync(new LogObject("results", (string)answer["plan"]!), Token))!;
        Assert.Equal(plan.Count, (int)answer["folders"]!);
        return string.Join('\n', plan.Select(one => $"{one!["part"]} {one["folder"]}"));
    }

    private Task<string> ListAsync(string part) => Handler().HandleAsync(
        $$$"""{"list":{"results":"results","run":"runs/x","batchSize":10,"part":"{{{part}}}","folder":"AWSLogs/111122223333/CloudTrail/eu-west-1/2024/02/29/"}}""",
        Token);

    private async Task<IEnumerable<string>> KeysOfAsync(string batch)
    {
        var content = JsonNode.Parse(await _store.OpenAsync(new LogObject("results", batch), Token))!;
        return ((JsonArray)content["Items"]!).Select(item => (string)item!["Key"]!);
    }
}
