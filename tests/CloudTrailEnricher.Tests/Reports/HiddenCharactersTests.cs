using System.Text.Json;
using CloudTrailEnricher.Replay;
using CloudTrailEnricher.Replay.Explain;
using CloudTrailEnricher.Replay.Reports;
using CloudTrailEnricher.Tests.Replay;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Reports;

/// <summary>What a reader does not see never reaches him: not in tables, not in documents.</summary>
public sealed class HiddenCharactersTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("\u001b[31m", "\uFFFD[31m")]
    [InlineData("a\u202Eb\u2066c\u200Bd\u200Fe\uFEFFf\u00ADg\u061Ch", "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf\uFFFDg\uFFFDh")]
    [InlineData("\u2028\u2029\u0085\u007F\r\n\t", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD")]
    [InlineData("\u3164\u115F\uFFA0\u2800\u034F\uFE0F\u180E", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD")]
    [InlineData("\U000E0041\U000E0100\uE000\U000F0000", "\uFFFD\uFFFD\uFFFD\uFFFD")]
    [InlineData("Zoë 東京 Ελλάδα क्षि 😀 […]", "Zoë 東京 Ελλάδα क्षि 😀 […]")]
    public void Each_hidden_character_becomes_a_visible_one_and_others_stay(string text, string visible) =>
        Assert.Equal(visible, HiddenCharacters.Replace(text));

    [Fact]
    public void Half_a_pair_becomes_a_visible_one() => Assert.Equal("a\uFFFDb", HiddenCharacters.Replace("a" + '\uD800' + "b"));

    [Fact]
    public void In_JSON_hidden_characters_are_escaped_and_the_document_says_the_same()
    {
        var output = new StringWriter();
        HiddenCharacters.WriteEscaped("{\n  \"a\": \"x\u202E\u200B\u2028ë😀\"\n}", output);
        Assert.Equal("{\n  \"a\": \"x\\u202E\\u200B\\u2028ë\\uD83D\\uDE00\"\n}", output.ToString());
    }

    [Theory]
    [InlineData("Table")]
    [InlineData("Json")]
    public async Task No_report_and_no_explanation_shows_a_hidden_character_of_a_record(string formatName)
    {
        var format = Enum.Parse<OutputFormat>(formatName);
        const string hidden = "\\u202e\\u2066\\u200b\\u2028\\udb40\\udc41";
        _place.Write(
            "logs/a\u202Eb.json",
            File(Redacted(more: $",\"requestParameters\":\"{hidden}\""), SwitchRole(agent: "Mozilla/5.0 " + hidden, eventId: "s\u202E1")));
        _place.Write("logs/\u200B.jsonl", "");
        _place.Write("logs/\u2066.json", "damaged");
        var output = new StringWriter();
        await ReplayCommand.RunAsync(
            _place.Options("out", "logs") with { Format = format }, TextReader.Null, output, TestContext.Current.CancellationToken);
        await ExplainCommand.RunAsync(
            new ExplainOptions("e-1", [_place.PathOf("logs")], format), TextReader.Null, output, TestContext.Current.CancellationToken);
        await ExplainCommand.RunAsync(
            new ExplainOptions(Arn, [_place.PathOf("logs")], format), TextReader.Null, output, TestContext.Current.CancellationToken);
        await ExplainCommand.RunAsync(
            new ExplainOptions("\u202E", [_place.PathOf("logs")], format), TextReader.Null, output, TestContext.Current.CancellationToken);
        Assert.Contains(Address, output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            output.ToString().ReplaceLineEndings("\n"), letter => letter is '\u202E' or '\u2066' or '\u200B' or '\u2028' or '\uDB40');
    }

    [Fact]
    public async Task The_JSON_still_holds_what_the_record_holds()
    {
        _place.Write("logs/a.json", File(Redacted(), SwitchRole(agent: "Mozilla/5.0 \\u202e")));
        var result = await _place.ReplayAsync("logs");
        Assert.Equal(
            "Mozilla/5.0 \u202E", result.Json.GetProperty("sessions")[0].GetProperty("evidence")[0].GetProperty("userAgent").GetString());
        Assert.Equal(JsonValueKind.Object, result.Json.ValueKind);
    }
}
