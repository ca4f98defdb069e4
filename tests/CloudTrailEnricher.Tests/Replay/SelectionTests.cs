using System.Text.Json;
using CloudTrailEnricher.Replay;
using CloudTrailEnricher.Rules;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Replay;

/// <summary>
/// <c>--from</c>, <c>--to</c>, <c>--account</c>, <c>--region</c>, <c>--principal</c> narrow what is enriched, never the evidence.
/// </summary>
public sealed class SelectionTests : IDisposable
{
    private const string Alice = "arn:aws:iam::111122223333:user/team/alice";

    private readonly Workplace _place = new();

    public SelectionTests()
    {
        // e-1 of 01:32:27Z is user01's in account 123456789012, e-2 of 02:00:00Z is alice's in 111122223333 and another region.
        _place.Write("logs/a.json", File(Redacted(), Second, SwitchRole()));
        _place.Write("logs/b.json", File(Redacted(eventTime: "2022-03-17T01:32:27.5Z")));
        _place.Write("logs/sign-in.json", File(SwitchRole(arn: Alice, eventId: "s-2", account: "111122223333")));
    }

    private static string Second => Redacted(arn: Alice, eventTime: "2022-03-17T02:00:00Z")
        .Replace("e-1", "e-2", StringComparison.Ordinal)
        .Replace("ap-northeast-1", "eu-west-1", StringComparison.Ordinal)
        .Replace("\"recipientAccountId\":\"123456789012\"", "\"recipientAccountId\":\"111122223333\"", StringComparison.Ordinal);

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("--from 2022-03-17T02:00:00Z", "e-2")]
    [InlineData("--from 2022-03-17T02:00:01Z", "")]
    [InlineData("--from 2022-03-18", "")]
    [InlineData("--from 2022-03-17 --to 2022-03-17", "e-1 e-2")]
    [InlineData("--to 2022-03-17T01:32:27Z", "e-1")]
    [InlineData("--to 2022-03-17T10:32:27+09:00", "e-1")]
    [InlineData("--to 2022-03-16", "")]
    [InlineData("--account 111122223333", "e-2")]
    [InlineData("--account 111122223333 --account 123456789012", "e-1 e-2")]
    [InlineData("--region eu-west-1", "e-2")]
    [InlineData("--region eu-west", "")]
    [InlineData("--principal alice", "e-2")]
    [InlineData("--principal team/alice", "e-2")]
    [InlineData("--principal lice", "")]
    [InlineData("--principal arn:aws:sts::123456789012:assumed-role/user01/user01", "e-1")]
    [InlineData("--principal user01 --region eu-west-1", "")]
    public async Task Only_what_is_selected_is_enriched(string selection, string enriched)
    {
        var (code, output, errors) = await _place.RunProgramAsync(
            ["logs/a.json", "logs/sign-in.json", "--format", "json", .. selection.Split(' ')]);
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(
            enriched,
            string.Join(
                ' ',
                Records("a.json")
                    .Where(record => record.TryGetProperty("enrichment", out _))
                    .Select(record => record.GetProperty("eventID").GetString())));
        Assert.Equal(
            enriched.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length,
            JsonDocument.Parse(output).RootElement.GetProperty("totals").GetProperty("events").GetProperty("redacted").GetInt32());
    }

    [Fact]
    public async Task Evidence_counts_from_files_and_records_that_are_not_selected()
    {
        var result = await Workplace.ReplayAsync(_place.Options("out", "logs") with { Selection = new() { Accounts = ["111122223333"] } });
        Assert.Equal((1, 1, 0, 0, 0), result.Counts);
        Assert.Equal(["unselected 2: b.json, sign-in.json"], result.PassedOver);
        Assert.Equal(["a.json"], _place.Files("out/enriched"));
        Assert.Equal(Address, Records("a.json")[1].GetProperty("sourceIPAddress").GetString());
        Assert.Equal("AWS Internal", Records("a.json")[0].GetProperty("sourceIPAddress").GetString());
    }

    [Fact]
    public async Task A_record_without_a_readable_time_is_in_no_period()
    {
        _place.Write("logs/odd.json", File(Redacted(eventTime: "soon")));
        var options = _place.Options("out", "logs/odd.json") with { Selection = new() { From = DateTimeOffset.UnixEpoch } };
        var result = await Workplace.ReplayAsync(options);
        Assert.Equal((0, true), (result.Total("files"), result.Success));
    }

    [Fact]
    public async Task Copies_of_a_selection_and_of_all_events_do_not_mix()
    {
        var selected = _place.Options("out", "logs") with { Selection = new RecordSelection { Regions = ["eu-west-1"] } };
        await Workplace.ReplayAsync(selected);
        Assert.Equal((1, 0, 0, 1, 0), (await Workplace.ReplayAsync(selected with { Resume = true })).Counts);
        var e = await Assert.ThrowsAsync<UsageException>(() => Workplace.ReplayAsync(_place.Options("out", "logs") with { Resume = true }));
        Assert.Equal(
            $"{_place.PathOf("out")} holds copies of a selection (--region eu-west-1), this run makes those of all events; choose " +
            $"another --out",
            e.Message);
    }

    [Fact]
    public async Task The_table_says_what_was_selected()
    {
        var (_, output, _) = await _place.RunProgramAsync(
            ["logs", "--dry-run", "--from", "2022-03-17", "--region", "eu-west-1", "--account", "123456789012", "--principal", "a/b"]);
        Assert.EndsWith(
            "Enriched and counted were only events of --from 2022-03-17T00:00:00Z --account 123456789012 --region eu-west-1 --principal " +
            "a/b; "
            + "evidence is from all.\n",
            output.ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--from yesterday", "--from yesterday: must be a day (2022-03-17) or a time (2022-03-17T01:31:31Z)")]
    [InlineData("--to 2022-13-01", "--to 2022-13-01: must be a day (2022-03-17) or a time (2022-03-17T01:31:31Z)")]
    [InlineData("--from 2022-03-18 --to 2022-03-17", "--from is later than --to: no event can be both")]
    [InlineData("--account 1234", "--account 1234: must be 12 digits")]
    [
        InlineData(
            "--aws --write --region eu-west-1 s3://b/",
            "--region eu-west-1: --write makes copies for everyone, of whole files; leave the selection out"),
    ]
    public async Task What_cannot_be_selected_is_named(string arguments, string problem)
    {
        var (code, _, errors) = await _place.RunProgramAsync(arguments.Split(' '));
        Assert.Equal((2, $"{problem}\ncloudtrail-enricher --help lists the arguments.\n"), (code, errors.ReplaceLineEndings("\n")));
    }

    private JsonElement[] Records(string copy) => _place.Files("out/enriched").Contains(copy)
        ? [.. JsonDocument.Parse(_place.Text("out/enriched/" + copy)).RootElement.GetProperty("Records").EnumerateArray()]
        : [];
}
