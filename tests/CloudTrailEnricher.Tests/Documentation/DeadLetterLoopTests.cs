using System.Diagnostics;

namespace CloudTrailEnricher.Tests.Documentation;

/// <summary>The runbook's loop over dead letters, in two shells, over a queue of files: whatever call fails, no message is lost.</summary>
public sealed class DeadLetterLoopTests : IDisposable
{
    /// <summary>Stands for the AWS CLI: a queue of files, one received at a time. The call that FAILS names fails once.</summary>
    private const string Aws =
        """
        #!/bin/sh
        echo "$1 $2" >> calls
        if [ "$1 $2" = "$FAILS" ] && [ ! -e failed ]; then touch failed; exit 1; fi
        case "$1 $2" in
          "cloudformation describe-stacks") echo value ;;
          "sqs receive-message")
            for message in queue/*; do
              [ -e "$message" ] || { echo None; exit; }
              printf '%s\t' "$message"; cat "$message"; echo; exit
            done ;;
          "lambda invoke") cat event.json >> handled; echo >> handled ;;
          "sqs delete-message") shift 4; rm "$2" ;;
        esac
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("loop-").FullName;

    public static TheoryData<string, string, int> Runs => new()
    {
        { "bash", "", 3 },
        { "dash", "", 3 },
        { "bash", "sqs receive-message", 0 },
        { "dash", "sqs receive-message", 0 },
        { "bash", "lambda invoke", 0 },
        { "dash", "lambda invoke", 0 },
        { "bash", "sqs delete-message", 1 },
        { "dash", "sqs delete-message", 1 },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Whatever_call_fails_every_message_is_handled_or_still_there(string shell, string fails, int handled)
    {
        string[] events = ["{\"a\":\"tab\\tquote\\\"\"}", "{\"b\":\"100% $HOME `x`\"}", "{\"c\":1}"];
        Directory.CreateDirectory(Path.Combine(_folder, "queue"));
        foreach (var (at, text) in events.Index())
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, "queue", $"{at}"), text, TestContext.Current.CancellationToken);
        }

        await RunAsync(shell, fails);

        Assert.Equal(events.Take(handled), Lines("handled"));
        var left = Directory.GetFiles(Path.Combine(_folder, "queue")).Order(StringComparer.Ordinal).Select(File.ReadAllText).ToArray();
        Assert.Equal(events, Lines("handled").Union(left).Order(StringComparer.Ordinal));
        Assert.Equal(fails.Length == 0 ? 0 : 3, left.Length);

        // Again, once nothing fails any more: what is left is handled.
        await RunAsync(shell, "");
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "queue")));
        Assert.Equal(events, Lines("handled").Distinct().Order(StringComparer.Ordinal));
    }

    private static string Loop()
    {
        var page = Page.Commands("docs/runbook.md");
        return page[0] + page.Single(block => block.Contains("while ", StringComparison.Ordinal));
    }

    private string[] Lines(string file)
    {
        var path = Path.Combine(_folder, file);
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    private async Task RunAsync(string shell, string fails)
    {
        var aws = Path.Combine(_folder, "aws");
        await File.WriteAllTextAsync(aws, Aws.ReplaceLineEndings("\n") + "\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(aws, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var start = new ProcessStartInfo(shell, ["-c", Loop()])
        {
            WorkingDirectory = _folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["PATH"] = _folder + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        start.Environment["FAILS"] = fails;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
