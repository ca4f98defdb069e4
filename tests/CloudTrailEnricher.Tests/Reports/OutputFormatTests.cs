using System.Text.Json;
using CloudTrailEnricher.Replay;
using CloudTrailEnricher.Replay.Reports;
using CloudTrailEnricher.Tests.Documentation;
using CloudTrailEnricher.Tests.Replay;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Reports;

/// <summary>What programs read: JSON, one object a line, CSV.</summary>
public sealed class OutputFormatTests : IDisposable
{
    private const string Header =
        "eventTime,recipientAccountId,awsRegion,eventSource,eventName,eventID,principalArn,sessionCreationDate,"
        + "sourceIPAddressRecorded,sourceIPAddress,sourceIPAddressMatch,sourceIPAddressReason,sourceIPAddressEvidenceName,"
        + "sourceIPAddressEvidenceID,userAgentRecorded,userAgent,userAgentMatch,userAgentReason,userAgentEvidenceName,"
        + "userAgentEvidenceID,addressDiffers,origin,file";

    private static readonly JsonElement Document =
        JsonDocument.Parse(System.IO.File.ReadAllText(Repository.Path("docs", "replay.schema.json"))).RootElement;

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_row_of_CSV_has_the_values_before_and_after_and_their_evidence()
    {
        _place.Write("logs/a.json", File(Redacted(), SwitchRole()));
        Assert.Equal(
            $"{Header}\n2022-03-17T01:32:27Z,123456789012,ap-northeast-1,ecr.amazonaws.com,DescribeImages,e-1,{Arn},{Created},"
            + $"AWS Internal,{Address},signIn,,SwitchRole,s-1,AWS Internal,{Quoted(Agent)},signIn,,SwitchRole,s-1,,,a.json\n",
            await PrintAsync(OutputFormat.Csv));
    }

    [Fact]
    public async Task A_row_of_CSV_says_why_a_field_stays_redacted_and_keeps_a_value_of_its_own()
    {
        _place.Write("logs/a.json", File(Redacted(address: "192.0.2.1", agent: "AWS Internal/7")));
        Assert.Equal(
            $"{Header}\n2022-03-17T01:32:27Z,123456789012,ap-northeast-1,ecr.amazonaws.com,DescribeImages,e-1,{Arn},{Created},"
            + "192.0.2.1,192.0.2.1,,,,,AWS Internal/7,AWS Internal/7,none,noEvidence,,,,,a.json\n",
            await PrintAsync(OutputFormat.Csv));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\uFF1D1", "'\uFF1D1")]
    [InlineData("\t=1", "\uFFFD=1")]
    [InlineData("\r\n=1", "\uFFFD\uFFFD=1")]
    [InlineData("Mozilla/5.0 (=)", "Mozilla/5.0 (=)")]
    [InlineData("", "")]
    public void A_cell_never_runs_as_a_formula(string text, string cell) => Assert.Equal(cell, SpreadsheetCell.Safe(text));

    [Fact]
    public async Task A_user_agent_that_is_a_formula_with_quotes_and_commas_is_one_cell_of_text()
    {
        _place.Write("logs/a.json", File(Redacted(), SwitchRole(agent: "=HYPERLINK(\\\"http://example.com\\\",1)")));
        Assert.Contains(
            ",AWS Internal,\"'=HYPERLINK(\"\"http://example.com\"\",1)\",signIn,",
            await PrintAsync(OutputFormat.Csv),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task JSON_lines_are_events_then_failures_then_totals()
    {
        _place.Write("logs/a.json", File(Redacted(), SwitchRole()));
        _place.Write("logs/b.json", "{\"Records\":[");
        var lines = (await PrintAsync(OutputFormat.Jsonl)).TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Equal(
            $$$"""{"type":"event","file":"a.json","eventID":"e-1","eventTime":"2022-03-17T01:32:27Z","eventSource":"ecr.amazonaws.com","eventName":"DescribeImages","awsRegion":"ap-northeast-1","recipientAccountId":"123456789012","principalArn":"{{{Arn}}}","sessionCreationDate":"{{{Created}}}","decisions":[{"field":"sourceIPAddress","recorded":"AWS Internal","match":"signIn","recovered":"{{{Address}}}","evidence":{"eventName":"SwitchRole","eventID":"s-1","eventTime":"{{{Created}}}","awsRegion":"us-east-1"}},{"field":"userAgent","recorded":"AWS Internal","match":"signIn","recovered":"{{{Agent}}}","evidence":{"eventName":"SwitchRole","eventID":"s-1","eventTime":"{{{Created}}}","awsRegion":"us-east-1"}}]}""",
            lines[0]);
        Assert.StartsWith("{\"type\":\"failure\",\"file\":\"", lines[1], StringComparison.Ordinal);
        Assert.Equal(
            """{"type":"totals","files":2,"enriched":1,"copied":0,"failed":1,"skipped":0,"records":2,"lookAlikes":0,"sessions":1,"events":{"redacted":1,"recovered":1,"stillRedacted":0},"sourceIPAddress":{"redacted":1,"signIn":1,"browserSibling":0,"ambiguous":0,"none":0},"userAgent":{"redacted":1,"signIn":1,"browserSibling":0,"ambiguous":0,"none":0}}""",
            lines[2]);
    }

    [Fact]
    public async Task Every_JSON_output_of_the_samples_fits_the_published_schema()
    {
        var options = Options(OutputFormat.Json) with { Inputs = [Repository.Path("events")] };
        var document = JsonDocument.Parse(await PrintAsync(options)).RootElement;
        Assert.Empty(new JsonSchema(Document, strict: true).Check(document));
        foreach (var line in (await PrintAsync(options with { Format = OutputFormat.Jsonl })).TrimEnd('\n').Split('\n'))
        {
            var read = JsonDocument.Parse(line).RootElement;
            Assert.Empty(new JsonSchema(Document, strict: true).Check(read, $"{read.GetProperty("type").GetString()}Line"));
        }
    }

    [Fact]
    public void The_JSON_document_of_very_many_events_fits_the_schema_and_says_what_it_leaves_out()
    {
        var output = new StringWriter();
        var limits = new ListLimits { StillRedacted = 10, LookAlikes = 10, Sessions = 5 };
        JsonReport.Write(ReportSamples.Complete(ReportSamples.Events(1000), limits), output);
        var document = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.Empty(new JsonSchema(Document, strict: true).Check(document));
        var totals = document.GetProperty("totals");
        Assert.Equal(172, totals.GetProperty("stillRedactedNotListed").GetInt32());
        Assert.Equal(80, totals.GetProperty("lookAlikesNotListed").GetInt32());
        Assert.Equal(10, document.GetProperty("stillRedacted").GetArrayLength());
    }

    [Fact]
    public async Task The_old_JSON_document_keeps_its_form_for_one_release()
    {
        _place.Write("logs/a.json", File(Redacted()));
        var old = JsonDocument.Parse(await PrintAsync(OutputFormat.JsonV1)).RootElement;
        Assert.Equal(
            ["sessions", "stillRedacted", "failures", "totals"], old.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            $$"""[{"eventID":"e-1","eventTime":"2022-03-17T01:32:27Z","eventSource":"ecr.amazonaws.com","eventName":"DescribeImages","awsRegion":"ap-northeast-1","principalArn":"{{Arn}}","fields":"sourceIPAddress, userAgent","reason":"no sign-in and no browser call of this session in the files; look for ConsoleLogin or SwitchRole at {{Created}} in any region","reasonCodes":["noEvidence"]}]""",
            JsonSerializer.Serialize(old.GetProperty("stillRedacted")));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public async Task A_reader_that_goes_away_costs_no_copy_and_is_named_at_the_end(string format)
    {
        _place.Write("logs/a.json", File(Redacted(), SwitchRole()));
        var options = _place.Options("out", "logs") with { Format = Enum.Parse<OutputFormat>(format, ignoreCase: true) };
        await Assert.ThrowsAsync<IOException>(() =>
            ReplayCommand.RunAsync(options, TextReader.Null, new ClosedWriter(), TestContext.Current.CancellationToken));
        Assert.Equal(["a.json"], _place.Files("out/enriched"));
    }

    private static string Quoted(string text) => text.Contains(',', StringComparison.Ordinal) ? $"\"{text}\"" : text;

    private ReplayOptions Options(OutputFormat format) => _place.Options("out", "logs") with { OutputFolder = null, Format = format };

    private Task<string> PrintAsync(OutputFormat format) => PrintAsync(Options(format));

    private static async Task<string> PrintAsync(ReplayOptions options)
    {
        var output = new StringWriter();
        await ReplayCommand.RunAsync(options, TextReader.Null, output, TestContext.Current.CancellationToken);
        return output.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>Standard output after its reader has gone.</summary>
    private sealed class ClosedWriter : StringWriter
    {
        public override void Write(char value) => throw new IOException("Broken pipe");

        public override void Write(string? value) => throw new IOException("Broken pipe");

        public override void Write(ReadOnlySpan<char> buffer) => throw new IOException("Broken pipe");

        public override void Write(char[] buffer, int index, int count) => throw new IOException("Broken pipe");
    }
}
