using System.Text;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Replay.Forms;

/// <summary>The command over files that people have in their hands.</summary>
public sealed class FormReplayTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("lines.jsonl")]
    [InlineData("lines.ndjson")]
    [InlineData("lines.log")]
    [InlineData("lines.json")]
    [InlineData("lines.jsonl.gz")]
    [InlineData("lines.log.gz")]
    [InlineData("000000.gz")]
    [
        InlineData(
            "AWSLogs/123456789012/CloudTrail/us-east-1/2022/03/17/123456789012_CloudTrail_us-east-1_20220317T0135Z_AAAAAAAAAAAAAAAA.json.gz"),
    ]
    [InlineData("123456789012_CloudTrail_us-east-1_20220317T0135Z_AAAAAAAAAAAAAAAA.gz")]
    public async Task One_record_a_line_is_found_in_a_folder_whatever_its_name(string name)
    {
        var text = $"{SwitchRole()}\n{Redacted()}\n";
        _place.Write("logs/" + name, name.EndsWith(".gz", StringComparison.Ordinal) ? Gzip(text) : Utf8(text));
        var result = await _place.ReplayAsync("logs");
        Assert.Equal((1, 1, 0, 0, 0), result.Counts);
        Assert.Equal(2, result.Total("records"));
        Assert.Equal($"{SwitchRole()}\n{Enriched()}\n", _place.Text("out/enriched/" + name));
    }

    [Fact]
    public async Task Evidence_in_one_form_recovers_what_another_holds()
    {
        _place.Write(
            "logs/lookup.json", $$"""{"Events":[{"CloudTrailEvent":{{System.Text.Json.JsonSerializer.Serialize(SwitchRole())}}}]}""");
        _place.WriteGzip("logs/x.json.gz", File(Redacted()));
        _place.Write(
            "logs/bridge.json",
            $$"""{"detail-type":"AWS API Call via CloudTrail","detail":{{Redacted(eventTime: "2022-03-17T01:33:00Z")}}}""");
        var result = await _place.ReplayAsync("logs");
        Assert.Equal((3, 2, 1, 0, 0), result.Counts);
        Assert.Equal(_place.Text("logs/lookup.json"), _place.Text("out/enriched/lookup.json"));
        Assert.Equal(
            $$"""{"detail-type":"AWS API Call via CloudTrail","detail":{{Enriched(eventTime: "2022-03-17T01:33:00Z")}}}""",
            _place.Text("out/enriched/bridge.json"));
    }

    [Fact]
    public async Task Look_alikes_of_a_file_that_is_read_twice_are_counted_once()
    {
        var lookAlike = Redacted(identity: ",\"invokedBy\":\"x.amazonaws.com\"");
        _place.Write("logs/files.json", File(lookAlike) + File(lookAlike));
        Assert.Equal(2, (await _place.ReplayAsync("logs")).Total("lookAlikes"));
    }

    [Fact]
    public async Task Entries_that_are_no_records_are_counted_and_their_file_is_named()
    {
        _place.Write("logs/group.log", $"started\n{Redacted()}\n{{\"level\":\"info\"}}\n");
        Assert.Equal(["otherEntry 2: group.log"], (await _place.ReplayAsync("logs")).PassedOver);
    }

    [Fact]
    public async Task A_long_file_is_read_by_what_its_beginning_holds()
    {
        var line = SwitchRole(eventId: "s-1", more: $",\"x\":\"{new string('x', 4000)}\"") + "\n";
        _place.Write("logs/long.jsonl", string.Concat(Enumerable.Repeat(line, 300)) + Redacted());
        _place.Write("logs/words.log", string.Concat(Enumerable.Repeat("words and more words\n", 60_000)));
        var result = await _place.ReplayAsync("logs");
        Assert.Equal((1, 1, 0, 0, 0), result.Counts);
        Assert.Equal(["otherFile 1: words.log"], result.PassedOver);
        Assert.EndsWith(Enriched(), _place.Text("out/enriched/long.jsonl"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_on_standard_input_are_read_and_written_in_their_form()
    {
        var (code, output, _) = await _place.RunProgramAsync(["-", "--format", "json"], $"{SwitchRole()}\n{Redacted()}\n");
        Assert.Equal((0, true), (code, output.Contains("\"enriched\": 1", StringComparison.Ordinal)));
        Assert.Equal($"{SwitchRole()}\n{Enriched()}\n", _place.Text("out/enriched/standard-input.json"));
    }

    [Fact]
    public async Task Standard_input_is_never_taken_for_complete()
    {
        var options = _place.Options("out") with { Inputs = ["-"], Resume = true };
        await Workplace.ReplayAsync(options, File(Redacted(), SwitchRole()));
        Assert.Equal((1, 1, 0, 0, 0), (await Workplace.ReplayAsync(options, File(Redacted(), SwitchRole()))).Counts);
    }

    [Fact]
    public async Task Explain_finds_an_event_in_any_form()
    {
        _place.Write("logs/lines.jsonl", $"{SwitchRole()}\n{Redacted()}\n");
        var (code, output, _) = await _place.RunProgramAsync(["explain", "e-1", "logs", "--format", "json"]);
        Assert.Equal(0, code);
        Assert.Contains($"\"sourceIPAddress\": \"{Address}\"", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("logs.zip", "PK\u0003\u0004…", "a zip archive; unpack it and name its folder")]
    [InlineData("x.parquet", "PAR1…", "a Parquet file; name the trail's own log files, or export the records as JSON")]
    [InlineData("x.bz2", "BZh9…", "compressed with bzip2; decompress it first (bunzip2)")]
    [
        InlineData(
            "event_history.csv",
            "Event name,Event time\n",
            "CSV, which leaves out what identifies a session; download the events as JSON instead"),
    ]
    [InlineData("words.txt", "words", NoRecords)]
    [InlineData("other.json", "{\"a\":1}", NoRecords)]
    public async Task What_is_not_read_is_refused_with_what_helps(string name, string content, string reason)
    {
        _place.Write("in/" + name, content);
        Assert.Equal([$"{name}: {reason}"], (await _place.ReplayAsync("in/" + name)).Failures);
    }

    [Theory]
    [InlineData("x.zst", new byte[] { 0x28, 0xB5, 0x2F, 0xFD, 0 }, "compressed with zstd; decompress it first (zstd -d)")]
    [InlineData("x.xz", new byte[] { 0xFD, 0x37, 0x7A, 0x58, 0x5A, 0 }, "compressed with xz; decompress it first (unxz)")]
    [
        InlineData(
            "x.json",
            new byte[] { 0xFF, 0xFE, 0x7B, 0 },
            "UTF-16, as Windows PowerShell's > writes it; write UTF-8 instead: … | Out-File -Encoding utf8 FILE"),
    ]
    public async Task What_is_encoded_otherwise_is_refused_with_what_helps(string name, byte[] content, string reason)
    {
        _place.Write("in/" + name, content);
        Assert.Equal([$"{name}: {reason}"], (await _place.ReplayAsync("in/" + name)).Failures);
    }

    [Fact]
    public async Task A_tar_archive_is_refused_when_named_and_passed_over_in_a_folder()
    {
        _place.Write("in/logs.tgz", Gzip([.. new byte[257], .. "ustar\0"u8]));
        _place.Write("in/logs.gz", Gzip([.. new byte[257], .. "ustar\0"u8]));
        Assert.Equal(["logs.gz: a tar archive; unpack it and name its folder"], (await _place.ReplayAsync("in/logs.gz")).Failures);
        Assert.Equal(["otherFile 2: logs.gz, logs.tgz"], (await _place.ReplayAsync("in")).PassedOver);
    }

    [Fact]
    public async Task Gzip_on_standard_input_is_refused_with_what_helps()
    {
        var options = _place.Options("out") with { Inputs = ["-"] };
        Assert.Equal(
            ["standard input: gzip; inflate it first: gunzip -c | cloudtrail-enricher -"],
            (await Workplace.ReplayAsync(options, Encoding.UTF8.GetString(Gzip(File())))).Failures);
    }

    private const string NoRecords =
        "no CloudTrail records and no S3 event: neither a log file ({\"Records\":[…]}), nor what the AWS CLI, EventBridge or CloudWatch "
        + "Logs make of one";

    private static string Enriched(string eventTime = "2022-03-17T01:32:27Z")
    {
        var text = Samples.Enrich(File(Redacted(eventTime: eventTime)), File(SwitchRole())).Text;
        return text["{\"Records\":[".Length..^2];
    }
}
