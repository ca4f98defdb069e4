using System.Text.Json;
using CloudTrailEnricher.Replay;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Replay;

public sealed class ReplayTests : IDisposable
{
    private const string Key = "AWSLogs/123456789012/CloudTrail/us-east-1/2022/03/17/123456789012_CloudTrail_us-east-1_20220317T0135Z_0123456789abcdef.json.gz";

    private readonly string _folder = Directory.CreateTempSubdirectory("replay-").FullName;

    private string Out => Path.Combine(_folder, "out");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_samples_show_every_case()
    {
        var (success, result) = await Replay(Repository.Path("events"));
        Assert.True(success);
        var totals = result.GetProperty("totals");
        Assert.Equal(
            """{"files":14,"enriched":10,"copied":4,"failed":0,"skipped":0,"records":30,"lookAlikes":2,"sessions":9,"events":{"redacted":10,"recovered":8,"stillRedacted":2},"sourceIPAddress":{"redacted":9,"signIn":6,"browserSibling":1,"ambiguous":1,"none":1},"userAgent":{"redacted":10,"signIn":7,"browserSibling":1,"ambiguous":1,"none":1},"agents":{"records":5,"mcpCall":3,"noAgentRecord":1,"requestDisputed":1,"requestsWithoutRecord":0}}""",
            JsonSerializer.Serialize(totals));
        Assert.Equal(14, Directory.GetFiles(Out, "*.json.gz", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task A_folder_inside_AWSLogs_keeps_the_keys_that_S3_has()
    {
        Write(Key, Gzip(File(Redacted(), SwitchRole())));
        Assert.True((await Replay(Path.Combine(_folder, "AWSLogs", "123456789012"))).Success);
        Assert.True(System.IO.File.Exists(Path.Combine(Out, "enriched", Key)));
    }

    [Fact]
    public async Task An_event_from_standard_input_finds_its_log_file_below_the_current_folder()
    {
        using var place = new Workplace();
        place.WriteGzip("b/" + Key, File(Redacted(), SwitchRole()));
        var (code, output, errors) = await place.RunProgramAsync(["-", "--format", "json"], Workplace.EventFor(("b", Key)));
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal((1, 1, 0, 0, 0), new ReplayOutcome(Success: true, JsonDocument.Parse(output).RootElement).Counts);
        Assert.Equal([Key], place.Files("out/enriched"));
    }

    [Fact]
    public async Task An_event_from_standard_input_whose_log_file_is_not_there_fails_by_name()
    {
        var (success, result) = await Replay(["-"], input: Workplace.EventFor(("b", Key)));
        Assert.False(success);
        Assert.Equal(
            $"the log file {Key} is neither below {Directory.GetCurrentDirectory()} nor below its folder b; put it there, as "
            + ".json.gz or .json",
            result.GetProperty("failures")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_failed_file_is_named_and_the_others_are_done_all_the_same()
    {
        Write("good.json", Utf8(File(Redacted(), SwitchRole())));
        Write("bad.json", Utf8("{\"Records\":["));
        Write("cut.json.gz", Gzip(File(Redacted()))[..40]);
        var (success, result) = await Replay(_folder);
        Assert.False(success);
        Assert.Equal((3, 1, 2), (Total(result, "files"), Total(result, "enriched"), Total(result, "failed")));
        Assert.Equal(
            ["bad.json", "cut.json.gz"],
            result.GetProperty("failures").EnumerateArray().Select(failure => Path.GetFileName(failure.GetProperty("file").GetString())));
        Assert.Equal(
            ["good.json"], Directory.GetFiles(Path.Combine(Out, "enriched"), "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Neighbours_copies_and_other_JSON_are_skipped_and_counted()
    {
        Write("AWSLogs/123456789012/CloudTrail-Digest/us-east-1/2022/03/17/x.json.gz", Gzip("{}"));
        Write("enriched/" + Key, Gzip(File()));
        Write("package.json", Utf8("{\"name\":\"x\"}"));
        Write(Key, Gzip(File(Redacted(), SwitchRole())));
        var (success, result) = await Replay(_folder);
        Assert.True(success);
        Assert.Equal((1, 3), (Total(result, "files"), Total(result, "skipped")));
    }

    [Fact]
    public async Task A_plain_file_gives_a_plain_copy()
    {
        Write("a.json", Utf8(File(Redacted(), SwitchRole())));
        await Replay(Path.Combine(_folder, "a.json"));
        Assert.Equal(Enrich(File(Redacted(), SwitchRole())).Text, System.IO.File.ReadAllText(Path.Combine(Out, "enriched", "a.json")));
    }

    [Fact]
    public async Task A_dry_run_writes_nothing()
    {
        using var place = new Workplace();
        place.Write("a.json", File(Redacted(), SwitchRole()));
        var before = place.Snapshot();
        var (code, output, _) = await place.RunProgramAsync(["a.json", "--dry-run", "--format", "json"]);
        Assert.Equal((0, (1, 1, 0, 0, 0)), (code, new ReplayOutcome(Success: true, JsonDocument.Parse(output).RootElement).Counts));
        Assert.Equal(before, place.Snapshot());
    }

    [Theory]
    [InlineData("--no-such-option")]
    [InlineData("no/such/file.json")]
    [InlineData("--format", "xml")]
    [InlineData("--enriched-prefix", "/x", "events")]
    public async Task Wrong_usage_gives_exit_code_2(params string[] arguments) => Assert.Equal(2, await CommandLine.RunAsync(arguments));

    private static int Total(JsonElement result, string name) => result.GetProperty("totals").GetProperty(name).GetInt32();

    private ReplayOptions Options(IReadOnlyList<string> inputs) =>
        new() { Inputs = inputs, OutputFolder = Out, Format = OutputFormat.Json, EnrichedPrefix = "enriched/" };

    private Task<(bool Success, JsonElement Result)> Replay(string input) => Replay([input]);

    private async Task<(bool Success, JsonElement Result)> Replay(string[] inputs, string input = "")
    {
        var output = new StringWriter();
        var success = await ReplayCommand.RunAsync(Options(inputs), new StringReader(input), output, TestContext.Current.CancellationToken);
        return (success, JsonDocument.Parse(output.ToString()).RootElement);
    }

    private void Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, content);
    }
}
