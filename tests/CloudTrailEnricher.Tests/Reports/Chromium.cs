using System.Diagnostics;
using System.Globalization;
using CloudTrailEnricher.Requirements;

namespace CloudTrailEnricher.Tests.Reports;

/// <summary>A browser without a window: what a page makes of itself, and what it complains about.</summary>
internal static class Chromium
{
    /// <summary>The browser; null where there is none.</summary>
    public static string? Program { get; } =
        ProgramOnPath.Find("chromium") ?? ProgramOnPath.Find("chromium-browser") ?? ProgramOnPath.Find("google-chrome");

    /// <summary>
    /// What the browser waits for beyond loading, such as what a page draws after an event; its own clock stands still meanwhile.
    /// </summary>
    private const string Settle = "--virtual-time-budget=3000";

    /// <summary>The page's document after its scripts ran, and the lines on its console.</summary>
    public static Task<(string Document, string[] Console)> OpenAsync(string page, CancellationToken cancellationToken) =>
        RunAsync(page, width: 1200, dark: false, ["--dump-dom", Settle], cancellationToken);

    /// <summary>The page's document when it has loaded, by the true clock.</summary>
    public static async Task<string> LoadAsync(string page, int width, CancellationToken cancellationToken) =>
        (await RunAsync(page, width, dark: false, ["--dump-dom"], cancellationToken)).Output;

    /// <summary>The page's document after its scripts ran, in a window of a width and a scheme of colours.</summary>
    public static async Task<string> DocumentAsync(string page, int width, bool dark, CancellationToken cancellationToken) =>
        (await RunAsync(page, width, dark, ["--dump-dom", "--virtual-time-budget=20000"], cancellationToken)).Output;

    /// <summary>A picture of the page, PNG.</summary>
    public static async Task<byte[]> PictureAsync(string page, int width, bool dark, CancellationToken cancellationToken)
    {
        var picture = Path.ChangeExtension(page, ".png");
        await RunAsync(page, width, dark, [$"--screenshot={picture}", "--hide-scrollbars", Settle], cancellationToken);
        return await File.ReadAllBytesAsync(picture, cancellationToken);
    }

    private static async Task<(string Output, string[] Console)> RunAsync(
        string page, int width, bool dark, string[] action, CancellationToken cancellationToken)
    {
        var profile = Directory.CreateTempSubdirectory("chromium-").FullName;
        try
        {
            var program = Program ?? throw new InvalidOperationException($"mark the test with [Needs<{nameof(ChromiumBrowser)}>]");
            var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
            string[] arguments =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", $"--user-data-dir={profile}", "--enable-logging=stderr", "--v=0",
                $"--blink-settings=preferredColorScheme={(dark ? 0 : 1)}", string.Create(
                    CultureInfo.InvariantCulture, $"--window-size={width},1600"),
                .. action, new Uri(page).AbsoluteUri,
            ];
            Array.ForEach(arguments, start.ArgumentList.Add);
            using var browser = Process.Start(start)!;
            var output = browser.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = browser.StandardError.ReadToEndAsync(cancellationToken);
            await browser.WaitForExitAsync(cancellationToken);
            return (await output, [.. (await errors).Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal))]);
        }
        finally
        {
            Directory.Delete(profile, recursive: true);
        }
    }
}

/// <summary>A browser, for what a page makes of itself.</summary>
internal sealed class ChromiumBrowser : IRequirement
{
    public string Name => "Chromium";

    public ValueTask<string?> FindWhatIsMissingAsync(CancellationToken cancellationToken) =>
        new(Chromium.Program is null ? "it is not on the PATH; on Debian: apt-get install -y chromium" : null);
}
