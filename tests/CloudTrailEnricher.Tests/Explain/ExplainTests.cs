using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Replay;
using CloudTrailEnricher.Replay.Explain;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Explain;

public sealed class ExplainTests : IDisposable
{
    private const string Folder = "AWSLogs/123456789012/CloudTrail";

    private static readonly JsonSerializerOptions Readable =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _folder = Directory.CreateTempSubdirectory("explain-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_event_is_shown_before_and_after_with_the_rule_and_the_evidence_and_its_file()
    {
        Write("tokyo.json", Redacted());
        Write("virginia.json", SwitchRole());
        var (found, result) = await Explain("e-1");
        Assert.True(found);
        var one = result.GetProperty("events")[0];
        Assert.Equal("""{"sourceIPAddress":"AWS Internal","userAgent":"AWS Internal"}""", Json(one, "before"));
        Assert.Equal(
            $$$$"""{"sourceIPAddress":"{{{{Address}}}}","userAgent":"{{{{Agent}}}}","enrichment":{"recovered":["sourceIPAddress","userAgent"],"match":"signIn","evidence":{"eventName":"SwitchRole","eventID":"s-1","eventTime":"{{{{Created}}}}","awsRegion":"us-east-1"},"version":"{{{{CopyDescription.CurrentVersion}}}}"}}""",
            Json(one, "after"));
        Assert.Equal(
            "taken from the session's sign-in, SwitchRole at 2022-03-17T01:31:31Z in us-east-1",
            one.GetProperty("decisions")[0].GetProperty("why").GetString());
        Assert.Equal("""["tokyo.json"]""", Json(one, "files"));
        Assert.Equal(
            $$"""[{"kind":"signIn","eventName":"SwitchRole","eventID":"s-1","eventTime":"{{Created}}","awsRegion":"us-east-1","sourceIPAddress":"{{Address}}","userAgent":"{{Agent}}","decides":true,"files":["virginia.json"],"paths":["{{PathOf("virginia.json")}}"]}]""",
            Json(result.GetProperty("sessions")[0], "evidence"));
    }

    [Fact]
    public async Task Evidence_and_events_that_were_delivered_twice_name_both_files()
    {
        Write("a.json", Redacted(), SwitchRole());
        Write("b.json", SwitchRole(), Redacted());
        var (_, result) = await Explain("e-1");
        Assert.Equal("""["a.json","b.json"]""", Json(Assert.Single(result.GetProperty("events").EnumerateArray()), "files"));
        Assert.Equal(
            """["a.json","b.json"]""",
            Json(Assert.Single(result.GetProperty("sessions")[0].GetProperty("evidence").EnumerateArray()), "files"));
    }

    [Fact]
    public async Task The_browser_call_nearest_in_time_is_named_with_its_distance()
    {
        Write("a.json", Redacted(), Sibling("2022-03-17T01:32:00Z"), Sibling("2022-03-17T02:32:00Z", eventId: "b-2"));
        var (_, result) = await Explain("e-1");
        Assert.Equal(
            "no sign-in of the session has it; taken from the nearest browser call, ListBuckets at 2022-03-17T01:32:00Z in "
            + "us-east-1, 0:00:27 before the event",
            Why(result));
    }

    [Fact]
    public async Task A_browser_call_between_the_first_and_the_last_of_its_ten_minutes_is_shown_and_decides_nothing()
    {
        Write("a.json", Redacted(), Sibling("2022-03-17T01:32:00Z"));
        Write("b.json", Sibling("2022-03-17T01:33:00Z", eventId: "b-2"));
        Write("c.json", Sibling("2022-03-17T01:34:00Z", eventId: "b-3"));
        var (_, result) = await Explain("e-1");
        Assert.Equal(
            [("b-1", true), ("b-2", false), ("b-3", true)],
            result.GetProperty("sessions")[0]
                .GetProperty("evidence")
                .EnumerateArray()
                .Select(one => (one.GetProperty("eventID").GetString(), one.GetProperty("decides").GetBoolean())));
    }

    [Fact]
    public async Task Evidence_that_disagrees_is_shown_with_its_values()
    {
        Write("a.json", Redacted(), SwitchRole(), SwitchRole(address: "203.0.113.9", eventId: "s-2"));
        var (_, result) = await Explain("e-1");
        Assert.Equal(
            "ambiguous: sign-ins of this session in one second differ, so two people share the session's name, and nothing says "
            + "which of them made the call (203.0.113.9 | 203.0.113.1)",
            Why(result));
        Assert.Empty(result.GetProperty("events")[0].GetProperty("lookIn").EnumerateArray());
    }

    [Fact]
    public async Task An_unresolved_event_says_which_files_would_hold_the_sign_in_and_whether_they_were_searched()
    {
        Write(
            $"{Folder}/ap-northeast-1/2022/03/17/123456789012_CloudTrail_ap-northeast-1_20220317T0135Z_0123456789abcdef.json.gz",
            Redacted());
        var (_, result) = await Explain("e-1");
        Assert.Equal(
            "no sign-in and no browser call of this session in the files; look for ConsoleLogin or SwitchRole at "
            + "2022-03-17T01:31:31Z in any region", Why(result));
        Assert.Equal(
            $$"""[{"awsRegion":"us-east-1","prefix":"{{Folder}}/us-east-1/2022/03/17/","from":"20220317T0130Z","to":"20220317T0150Z","filesSearched":0},{"awsRegion":"ap-northeast-1","prefix":"{{Folder}}/ap-northeast-1/2022/03/17/","from":"20220317T0130Z","to":"20220317T0150Z","filesSearched":1}]""",
            Json(result.GetProperty("events")[0], "lookIn"));
    }

    [Theory]
    [InlineData(",\"invokedBy\":\"health.amazonaws.com\"", "\"true\"", "a service made the call")]
    [InlineData("", "\"false\"", "not a console session's call")]
    public async Task A_look_alike_says_why_it_stays_as_it_is(string identity, string flag, string reason)
    {
        Write("a.json", Redacted(identity: identity, flag: flag));
        var (found, result) = await Explain("e-1");
        Assert.True(found);
        Assert.StartsWith(reason, result.GetProperty("events")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Empty(result.GetProperty("events")[0].GetProperty("decisions").EnumerateArray());
    }

    [Theory]
    [InlineData("\\u0065-1")]
    [InlineData("e\\u002D1")]
    public async Task An_event_is_found_whose_id_the_file_writes_with_escapes(string id)
    {
        Write("a.json.gz", Redacted().Replace("\"e-1\"", $"\"{id}\"", StringComparison.Ordinal), SwitchRole());
        var (found, result) = await Explain("e-1");
        Assert.True(found);
        Assert.Equal(["e-1"], Ids(result));
        Assert.Equal(Address, result.GetProperty("events")[0].GetProperty("after").GetProperty("sourceIPAddress").GetString());
    }

    [Fact]
    public async Task Different_records_of_one_id_are_all_shown_each_with_its_own_decision()
    {
        var recovered = Redacted();
        var open = Redacted(arn: Arn + "0", eventTime: "2022-03-17T01:40:00Z");
        Write("a.json", recovered, open, SwitchRole());
        Write("b.json", recovered, Redacted(agent: "aws-cli/2", eventTime: "2022-03-17T01:50:00Z"));
        var (_, result) = await Explain("e-1");
        Assert.Equal(
            [
                "2022-03-17T01:32:27Z signIn signIn [a.json b.json]",
                "2022-03-17T01:40:00Z none none [a.json]",
                "2022-03-17T01:50:00Z signIn [b.json]",
            ],
            result.GetProperty("events").EnumerateArray().Select(one =>
                $"{one.GetProperty("eventTime").GetString()} "
                + $"{string.Join(' ', one.GetProperty("decisions").EnumerateArray().Select(field => field.GetProperty("match").GetString()))} "
                + $"[{string.Join(' ', one.GetProperty("files").EnumerateArray().Select(file => file.GetString()))}]"));

        var output = new StringWriter();
        await ExplainCommand.RunAsync(
            new ExplainOptions("e-1", [_folder], OutputFormat.Table), TextReader.Null, output, TestContext.Current.CancellationToken);
        Assert.StartsWith("3 different records have the id e-1:", output.ToString(), StringComparison.Ordinal);
        Assert.All(
            ["2022-03-17T01:32:27Z", "2022-03-17T01:40:00Z", "2022-03-17T01:50:00Z"],
            time => Assert.Contains($"ap-northeast-1 at {time}", output.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sign_in_is_explained_as_evidence()
    {
        Write("a.json", SwitchRole());
        var (found, result) = await Explain("s-1");
        Assert.True(found);
        Assert.Equal(
            "nothing is redacted in this record; it is itself evidence of its session",
            result.GetProperty("events")[0].GetProperty("reason").GetString());
        Assert.Equal(Created, result.GetProperty("sessions")[0].GetProperty("creationDate").GetString());
    }

    [Fact]
    public async Task A_principal_has_all_its_sessions_and_a_session_is_one_of_them()
    {
        Write(
            "a.json",
            Redacted(),
            SwitchRole(),
            Redacted(created: "2022-03-18T00:00:00Z", eventTime: "2022-03-18T00:00:30Z").Replace("e-1", "e-2", StringComparison.Ordinal));
        Write("b.json", Redacted(arn: Arn + "0").Replace("e-1", "e-3", StringComparison.Ordinal));
        var (_, principal) = await Explain(Arn);
        Assert.Equal(["e-1", "e-2"], Ids(principal));
        Assert.Equal(2, principal.GetProperty("sessions").GetArrayLength());
        var (_, session) = await Explain($"{Arn} 2022-03-18 00:00:00");
        Assert.Equal(["e-2"], Ids(session));
        Assert.Equal(1, session.GetProperty("sessions").GetArrayLength());
    }

    [Fact]
    public async Task What_is_not_there_says_where_it_was_looked_for()
    {
        Write("a.json", Redacted());
        var output = new StringWriter();
        Assert.False(
            await ExplainCommand.RunAsync(
                new ExplainOptions("e-9", [_folder], OutputFormat.Table), TextReader.Null, output, TestContext.Current.CancellationToken));
        Assert.StartsWith(
            $"e-9: not in the inputs, neither as an event's id nor as part of a principal's ARN.\nSearched 1 log file of: {_folder}\n",
            output.ToString().ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_shows_the_same_and_no_control_characters()
    {
        Write("a.json", Redacted(), SwitchRole(agent: "Mozilla/5.0 \\u001b[31m[red]"));
        var output = new StringWriter();
        Assert.True(
            await ExplainCommand.RunAsync(
                new ExplainOptions("e-1", [_folder], OutputFormat.Table), TextReader.Null, output, TestContext.Current.CancellationToken));
        var text = output.ToString();
        Assert.All(
            ["Before and after", "AWS Internal", Address, "taken from the session's sign-in", "a.json", "Mozilla/5.0 \uFFFD[31m[red]"],
            part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, "explain", "arn:aws:iam::123456789012:root", "EVENTS")]
    [InlineData(1, "explain", "no-such-event", "EVENTS")]
    [InlineData(2, "explain")]
    [InlineData(2, "explain", "two words", "EVENTS")]
    [InlineData(2, "explain", "arn:aws:iam::123456789012:root yesterday", "EVENTS")]
    [InlineData(2, "explain", "no-such-event", "no/such/folder")]
    public async Task The_exit_code_distinguishes_found_not_found_and_wrong_usage(int exitCode, params string[] arguments) =>
        Assert.Equal(
            exitCode,
            await CommandLine.RunAsync([.. arguments.Select(argument => argument == "EVENTS" ? Repository.Path("events") : argument)]));

    private static IEnumerable<string?> Ids(JsonElement result) =>
        result.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("eventID").GetString());

    private static string? Why(JsonElement result) =>
        result.GetProperty("events")[0].GetProperty("decisions")[0].GetProperty("why").GetString();

    private static string Json(JsonElement parent, string name) =>
        JsonSerializer.Serialize(parent.GetProperty(name), Readable);

    private async Task<(bool Found, JsonElement Result)> Explain(string subject)
    {
        var output = new StringWriter();
        var found = await ExplainCommand.RunAsync(
            new ExplainOptions(subject, [_folder], OutputFormat.Json), TextReader.Null, output, TestContext.Current.CancellationToken);
        return (found, JsonDocument.Parse(output.ToString()).RootElement);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private void Write(string name, params string[] records)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, name.EndsWith(".gz", StringComparison.Ordinal) ? Gzip(File(records)) : Utf8(File(records)));
    }
}
