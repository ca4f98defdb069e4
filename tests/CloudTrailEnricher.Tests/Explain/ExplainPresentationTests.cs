using System.Text.Json;
using CloudTrailEnricher.Replay;
using CloudTrailEnricher.Replay.Explain;
using CloudTrailEnricher.Tests.Replay;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Explain;

/// <summary>What people see of an explanation, and what they may ask with.</summary>
public sealed class ExplainPresentationTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("user01/USER01")]
    [InlineData("assumed-role/user01")]
    public async Task A_part_of_one_principals_name_finds_it(string part)
    {
        _place.Write("logs/a.json", File(Redacted(), SwitchRole()));
        var (found, text) = await ExplainAsync(part, OutputFormat.Json);
        Assert.True(found);
        Assert.Equal(Arn, JsonDocument.Parse(text).RootElement.GetProperty("subject").GetString());
    }

    [Fact]
    public async Task A_part_of_several_names_lists_them()
    {
        _place.Write("logs/a.json", File(Redacted(), Redacted(arn: Arn + "-b"), SwitchRole()));
        var (found, text) = await ExplainAsync("user01");
        Assert.False(found);
        Assert.Equal($"user01 is part of 2 principals' names. Name one of them:\n  {Arn}\n  {Arn}-b\n", text);
        var json = JsonDocument.Parse((await ExplainAsync("user01", OutputFormat.Json)).Text).RootElement;
        Assert.Equal([Arn, Arn + "-b"], json.GetProperty("principals").EnumerateArray().Select(one => one.GetString()));
    }

    [Fact]
    public async Task An_events_id_comes_before_a_name_that_holds_it()
    {
        _place.Write("logs/a.json", File(Redacted(arn: Arn + "/e-1"), Redacted()));
        var json = JsonDocument.Parse((await ExplainAsync("e-1", OutputFormat.Json)).Text).RootElement;
        Assert.Equal("e-1", json.GetProperty("subject").GetString());
        Assert.Equal(2, json.GetProperty("events").GetArrayLength());
    }

    [Fact]
    public async Task Events_of_one_service_and_one_decision_are_one_row_with_their_number()
    {
        _place.Write(
            "logs/a.json",
            File([SwitchRole(), .. Enumerable.Range(32, 12).Select(RedactedAt)]));
        var (_, text) = await ExplainAsync(Arn);
        var row = Assert.Single(text.Split('\n'), line => line.StartsWith("│     12 │", StringComparison.Ordinal));
        Assert.Equal(
            ["12", "ecr: DescribeImages", Created, Address, $"sourceIPAddress and userAgent from SwitchRole at {Created}"],
            row.Trim('│', ' ').Split('│').Select(cell => cell.Trim()));
        Assert.Contains("2022-03-17T01:32:00Z to 2022-03-17T01:43:00Z", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Browser_calls_of_one_address_and_agent_are_one_row_with_their_number()
    {
        _place.Write(
            "logs/a.json",
            File(
                Redacted(),
                Sibling("2022-03-17T01:32:00Z"),
                Sibling("2022-03-17T02:32:00Z", eventId: "b-2"),
                Sibling("2022-03-17T03:32:00Z", eventId: "b-3")));
        var (_, text) = await ExplainAsync(Arn);
        Assert.Contains(
            "│ 3 browser calls │ 2022-03-17T01:32:00Z to 2022-03-17T03:32:00Z, the first ListBuckets in us-east-1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_numbered_in_tables_and_named_below_by_paths_that_can_be_opened()
    {
        _place.Write("logs/tokyo.json", File(Redacted()));
        _place.Write("logs/virginia.json", File(SwitchRole()));
        var (_, text) = await ExplainAsync("e-1");
        Assert.Contains("│ File        │ [1]", text, StringComparison.Ordinal);
        Assert.EndsWith(
            $"[1] {_place.PathOf("logs/tokyo.json")}\n[2] {_place.PathOf("logs/virginia.json")}\n", text, StringComparison.Ordinal);
        Assert.True(System.IO.File.Exists(text.Split('\n')[^2][4..]));
    }

    [Fact]
    public async Task What_was_read_is_not_suggested_again()
    {
        const string folder = "AWSLogs/123456789012/CloudTrail";
        _place.WriteGzip(
            $"logs/{folder}/ap-northeast-1/2022/03/17/123456789012_CloudTrail_ap-northeast-1_20220317T0135Z_0123456789abcdef.json.gz",
            File(Redacted()));
        var (_, text) = await ExplainAsync("e-1");
        Assert.Equal(
            [
                "│ Searched        │ ap-northeast-1: 1 file of 20220317T0130Z to 20220317T0150Z, without a sign-in of this session",
                $"│ Look in         │ us-east-1: the files of 20220317T0130Z to 20220317T0150Z in {folder}/us-east-1/2022/03/17/",
            ],
            text.Split('\n')
                .Where(line => line.Contains("0317T0130Z to", StringComparison.Ordinal))
                .Select(line => line.TrimEnd(' ', '│')));
    }

    private static string RedactedAt(int minute) =>
        Redacted(eventTime: $"2022-03-17T01:{minute}:00Z").Replace("e-1", $"e-{minute}", StringComparison.Ordinal);

    private async Task<(bool Found, string Text)> ExplainAsync(string subject, OutputFormat format = OutputFormat.Table)
    {
        var output = new StringWriter();
        var found = await ExplainCommand.RunAsync(
            new ExplainOptions(subject, [_place.PathOf("logs")], format), TextReader.Null, output, TestContext.Current.CancellationToken);
        return (found, output.ToString().ReplaceLineEndings("\n"));
    }
}
