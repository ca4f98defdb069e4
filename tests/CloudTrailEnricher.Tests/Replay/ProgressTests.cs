using System.Diagnostics;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Replay;

/// <summary>Progress goes to standard error where that is a terminal, and is not in the way of the result.</summary>
public sealed class ProgressTests : IDisposable
{
    private readonly Workplace _place = new();

    public ProgressTests()
    {
        for (var number = 0; number < 30; number++)
        {
            _place.WriteGzip($"logs/{number}.json.gz", File(Redacted(), SwitchRole()));
        }
    }

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("--dry-run > result", true)]
    [InlineData("--dry-run --format json > result", true)]
    [InlineData("--dry-run --format jsonl > result", true)]
    [InlineData("--dry-run", true)]
    [InlineData("--dry-run --format jsonl", false)]
    [InlineData("--dry-run 2> errors", false)]
    public async Task It_shows_where_standard_error_is_a_terminal(string arguments, bool shows)
    {
        var terminal = await RunInTerminalAsync(
            $"dotnet '{Path.Combine(AppContext.BaseDirectory, "cloudtrail-enricher.dll")}' logs {arguments}");
        Assert.Equal(shows, terminal.Contains("Pass 1: index", StringComparison.Ordinal));
        Assert.All(new[] { "result", "errors" }.Where(name => System.IO.File.Exists(_place.PathOf(name))), name =>
            Assert.DoesNotContain("Pass 1: index", _place.Text(name), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("logs", true)]
    [InlineData("logs --dry-run", false)]
    [InlineData("verify logs", false)]
    [InlineData("verify logs --resume", false)]
    [InlineData("logs --resume", false)]
    public async Task Copies_are_named_only_where_some_were_written(string arguments, bool written)
    {
        if (!written)
        {
            await _place.ReplayAsync("logs");
        }

        var (_, output, _) = await _place.RunProgramAsync(arguments.Split(' '));
        Assert.Equal(written, output.Contains($"Enriched copies: {_place.PathOf("out")}", StringComparison.Ordinal));
    }

    /// <summary>What a command writes to its terminal.</summary>
    private async Task<string> RunInTerminalAsync(string command)
    {
        Assert.SkipUnless(System.IO.File.Exists("/usr/bin/script"), "no program named script, which gives a command a terminal");
        var start = new ProcessStartInfo("script")
        {
            WorkingDirectory = _place.Root,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.Environment["TERM"] = "xterm";
        Array.ForEach(["--quiet", "--return", "--command", command, "/dev/null"], start.ArgumentList.Add);
        using var terminal = Process.Start(start)!;
        terminal.StandardInput.Close();
        var output = await terminal.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await terminal.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output;
    }
}
