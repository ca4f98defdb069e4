using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CloudTrailEnricher.Replay;
using CloudTrailEnricher.Requirements;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Reports;

/// <summary>The page for a browser: its text here, and what a browser makes of it.</summary>
public sealed partial class HtmlReportTests : IDisposable
{
    private const string Hostile = "Mozilla/5.0 </script><script>alert(1)</script><!-- <img src=x onerror=alert(2)> \u2028 {{data}} 'x'";

    private readonly string _folder = Directory.CreateTempSubdirectory("report-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_page_forbids_network_and_runs_its_own_script_only()
    {
        var page = await Render(Repository.Path("events"));
        var policy = Policy.Match(page).Groups["policy"].Value;
        Assert.Equal(
            $"default-src 'none'; style-src '{Hash(page, "style")}'; script-src '{Hash(page, "script")}'; img-src data:; "
            + "base-uri 'none'; form-action 'none'",
            policy);
        Assert.DoesNotMatch("(src|href)=\"(?!data:|#)", page);
        Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_value_of_a_record_can_leave_the_data()
    {
        Write("a.json", Redacted(), SwitchRole(agent: JsonEncodedText.Encode(Hostile).ToString()));
        var page = await Render(_folder);
        Assert.Equal(2, Regex.Count(page, "</script", RegexOptions.IgnoreCase));
        Assert.DoesNotContain('\u2028', page);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Contains(Hostile, Data(page).GetProperty("strings").EnumerateArray().Select(text => text.GetString()));
    }

    [Fact]
    public async Task Services_and_accounts_add_up_to_the_totals()
    {
        var data = Data(await Render(Repository.Path("events")));
        var events = data.GetProperty("totals").GetProperty("events").EnumerateArray().Select(one => one.GetInt32());
        int[] Sums(string name) =>
        [
            .. Enumerable.Range(1, 4).Select(i => data.GetProperty(name).EnumerateArray().Sum(row => row[i].GetInt32())),
        ];
        Assert.Equal([7, 1, 1, 1], events);
        Assert.Equal([7, 1, 1, 1], Sums("services"));
        Assert.Equal([7, 1, 1, 1], Sums("accounts"));
        Assert.Equal(
            ["none", "ambiguous"], data.GetProperty("unresolved").EnumerateArray().Select(row => row[7].GetString()));
    }

    [Fact]
    public async Task A_page_that_cannot_be_written_is_wrong_usage() =>
        Assert.Equal(
            2,
            await CommandLine.RunAsync(
                [Repository.Path("events"), "--dry-run", "--report", Path.Combine(_folder, "no", "such", "folder.html")]));

    [Fact]
    [Needs<ChromiumBrowser>]
    public async Task A_browser_shows_the_samples_without_a_complaint()
    {
        var (document, console) = await Chromium.OpenAsync(await Page(Repository.Path("events")), Stop);
        Assert.Empty(console);
        Assert.Equal(11, Regex.Count(document, "<details"));
        Assert.All(
            ["8 of 10 events recovered", "No sign-in and no browser call of the session was read.", "evidence disagrees", "203.0.113.77"],
            part => Assert.Contains(part, document, StringComparison.Ordinal));
    }

    [Fact]
    [Needs<ChromiumBrowser>]
    public async Task A_browser_shows_hostile_values_as_text()
    {
        Write(
            "a.json",
            Redacted(),
            SwitchRole(agent: JsonEncodedText.Encode(Hostile).ToString()),
            Redacted(arn: Arn + "<b onclick=x>").Replace("e-1", "<i>e-2", StringComparison.Ordinal));
        var page = await Page(_folder);
        Assert.Empty((await Chromium.OpenAsync(page, Stop)).Console);
        await AddScript(page, "addEventListener('load', () => document.querySelectorAll('details').forEach(one => one.open = true))");
        var (document, console) = await Chromium.OpenAsync(page, Stop);
        Assert.Empty(console);
        Assert.DoesNotMatch("<img|<b onclick|<i>e-2", document);
        Assert.Contains(
            WebUtility.HtmlEncode(Hostile)[..60],
            document.Replace("\"", "&quot;", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.Contains("&lt;i&gt;e-2", document, StringComparison.Ordinal);
    }

    [Fact]
    [Needs<ChromiumBrowser>]
    public async Task Of_ten_thousand_events_only_a_page_is_drawn()
    {
        foreach (var file in Enumerable.Range(0, 10))
        {
            Write(
                $"{file}.json",
                [.. Enumerable.Range(0, 1000).Select(i => Redacted(arn: $"{Arn}{i % 50}", eventTime: $"2022-03-17T{2 + file:00}:{i % 60:00}:00Z").Replace("e-1", $"e-{file}-{i}", StringComparison.Ordinal))]);
        }

        var measured = await Measure(await Page(_folder), width: 1200);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{measured.Milliseconds:0} ms, {measured.Rows} rows, window {measured.WindowWidth}");
        Assert.InRange(measured.Rows, 20, 2000);
    }

    [Theory]
    [InlineData(1200)]
    [InlineData(390)]
    [Needs<ChromiumBrowser>]
    public async Task The_page_is_never_wider_than_its_window(int width)
    {
        var measured = await Measure(await Page(Repository.Path("events")), width);
        Assert.InRange(measured.PageWidth, 1, measured.WindowWidth);
    }

    [Fact]
    [Needs<ChromiumBrowser>]
    public async Task Light_and_dark_look_different()
    {
        var page = await Page(Repository.Path("events"));
        Assert.NotEqual(
            await Chromium.PictureAsync(page, 1200, dark: false, Stop), await Chromium.PictureAsync(page, 1200, dark: true, Stop));
    }

    [Fact]
    public async Task Text_stands_out_from_its_background_in_light_and_dark()
    {
        var page = await Render(Repository.Path("events"));
        var schemes = Scheme.Matches(page)
            .Select(block => Colour.Matches(block.Value).ToDictionary(one => one.Groups["name"].Value, one => Luminance(one.Groups["value"].Value)))
            .ToArray();
        Assert.Equal(2, schemes.Length);
        foreach (var scheme in schemes)
        {
            // WCAG 2.2: 4.5 for text, 3 for graphics.
            Assert.All(
                ["ink", "soft", "link", "ambiguous"],
                name => Assert.InRange(Contrast(scheme[name], scheme["card"]), 4.5, 21));
            Assert.All(
                ["signIn", "browserSibling", "none"],
                name => Assert.InRange(Contrast(scheme[name], scheme["card"]), 3, 21));
            Assert.InRange(Contrast(scheme["soft"], scheme["page"]), 4.5, 21);
        }
    }

    private static double Contrast(double one, double other) => (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);

    private static double Luminance(string colour)
    {
        double Channel(int start)
        {
            var value = int.Parse(colour.AsSpan(start, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Channel(0)) + (0.7152 * Channel(2)) + (0.0722 * Channel(4));
    }

    private static string Hash(string page, string element) => "sha256-" + Convert.ToBase64String(SHA256.HashData(
        Encoding.UTF8.GetBytes(Regex.Match(page, $"<{element}>(.*?)</{element}>", RegexOptions.Singleline).Groups[1].Value)));

    private static JsonElement Data(string page) =>
        JsonDocument.Parse(Regex.Match(page, "<script type=\"application/json\" "
            + "id=\"data\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value).RootElement;

    private static async Task<(double Milliseconds, int Rows, int PageWidth, int WindowWidth)> Measure(string page, int width)
    {
        await AddScript(
            page,
            "document.title = JSON.stringify([performance.now(), document.querySelectorAll('tr').length, "
            + "document.documentElement.scrollWidth, innerWidth])");
        var document = await Chromium.LoadAsync(page, width, Stop);
        var title = JsonDocument.Parse(Regex.Match(document, "<title>(.*?)</title>").Groups[1].Value).RootElement;
        return (title[0].GetDouble(), title[1].GetInt32(), title[2].GetInt32(), title[3].GetInt32());
    }

    /// <summary>Lets a script of the test run in the page, which its policy would not.</summary>
    private static async Task AddScript(string page, string script)
    {
        var text = Policy.Replace(await System.IO.File.ReadAllTextAsync(page, Stop), "")
            .Replace("</body>", $"<script>{script}</script></body>", StringComparison.Ordinal);
        await System.IO.File.WriteAllTextAsync(page, text, Stop);
    }

    private async Task<string> Render(string input) => await System.IO.File.ReadAllTextAsync(await Page(input), Stop);

    private async Task<string> Page(string input)
    {
        var page = Path.Combine(_folder, "report.html");
        var options = new ReplayOptions
        {
            Inputs = [input],
            OutputFolder = null,
            Format = OutputFormat.Json,
            EnrichedPrefix = "enriched/",
            ReportFile = page,
        };
        await ReplayCommand.RunAsync(options, TextReader.Null, TextWriter.Null, Stop);
        return page;
    }

    private void Write(string name, params string[] records) => System.IO.File.WriteAllText(Path.Combine(_folder, name), File(records));

    [GeneratedRegex("<meta http-equiv=\"Content-Security-Policy\" content=\"(?<policy>[^\"]*)\">")]
    private static partial Regex Policy { get; }

    [GeneratedRegex(":root \\{[^}]*\\}")]
    private static partial Regex Scheme { get; }

    [GeneratedRegex("--(?<name>[a-zA-Z]+): #(?<value>[0-9a-f]{6});")]
    private static partial Regex Colour { get; }
}
