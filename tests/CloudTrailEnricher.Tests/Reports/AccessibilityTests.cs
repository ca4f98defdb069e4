using System.Text.Json;
using System.Text.RegularExpressions;
using CloudTrailEnricher.Replay.Reports;
using CloudTrailEnricher.Requirements;
using Deque.AxeCore.Commons;

namespace CloudTrailEnricher.Tests.Reports;

/// <summary>The page by axe-core, which checks what WCAG asks and a program can see: names, roles, contrast, order of headings.</summary>
public sealed partial class AccessibilityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("axe-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [Needs<ChromiumBrowser>]
    [InlineData(1200, false)]
    [InlineData(1200, true)]
    [InlineData(390, false)]
    public async Task Axe_finds_no_violation_with_every_list_open(int width, bool dark)
    {
        var result = ReportSamples.Complete(ReportSamples.Events(300), ListLimits.Most) with
        {
            Complete = 2,
            Failed = 1,
            Failures = [new CloudTrailEnricher.Replay.Inputs.FileFailure("a.json", "is cut off")],
        };
        var page = HtmlReport.Render(result, new ReportHeading(DateTimeOffset.UnixEpoch, ["logs"]));
        var path = Path.Combine(_folder, "report.html");
        await System.IO.File.WriteAllTextAsync(
            path, WithAxe(page, new BundledAxeScriptProvider().GetScript()), TestContext.Current.CancellationToken);
        var document = await Chromium.DocumentAsync(path, width, dark, TestContext.Current.CancellationToken);
        var found = JsonDocument.Parse(System.Net.WebUtility.HtmlDecode(Title.Match(document).Groups[1].Value)).RootElement;
        Assert.InRange(found.GetProperty("passes").GetInt32(), 25, 200);
        Assert.Equal([], found.GetProperty("violations").EnumerateArray().Select(one => one.GetString()));
    }

    /// <summary>The page without its policy, which lets no other script run, and with everything open.</summary>
    private static string WithAxe(string page, string axe) => Policy.Replace(page, "").Replace(
        "</body>",
        $$"""
        <script>{{axe.Replace("</script", "<\\/script", StringComparison.Ordinal)}}</script>
        <script>
        addEventListener("load", async () => {
          for (const one of document.querySelectorAll("details")) one.open = true;
          await new Promise(done => setTimeout(done, 300));
          const found = await axe.run(document, { resultTypes: ["violations"] });
          document.title = JSON.stringify({ passes: found.passes.length, violations: found.violations.map(one => one.id + ": " + one.nodes.map(node => node.target.join(" ")).slice(0, 3).join(", ")) });
        });
        </script></body>
        """,
        StringComparison.Ordinal);

    [GeneratedRegex("<meta http-equiv=\"Content-Security-Policy\"[^>]*>")]
    private static partial Regex Policy { get; }

    [GeneratedRegex("<title>(.*?)</title>")]
    private static partial Regex Title { get; }
}
