using Spectre.Console;

namespace CloudTrailEnricher.Replay;

/// <summary>Works in parallel, with a progress bar on a terminal and without one when the output is piped.</summary>
internal sealed class ProgressBar
{
    private readonly ProgressContext? _context;

    private ProgressBar(ProgressContext? context) => _context = context;

    /// <summary>Runs work that reports its progress.</summary>
    /// <param name="files">How many files there are; a single one needs no bar.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task RunAsync(int files, Func<ProgressBar, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        if (files < 2 || Console.IsOutputRedirected || Console.IsErrorRedirected)
        {
            await work(new ProgressBar(null), cancellationToken);
            return;
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        await terminal.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context => work(new ProgressBar(context), cancellationToken));
    }

    /// <summary>Handles all items on all cores.</summary>
    public async Task EachAsync<T>(string what, IReadOnlyCollection<T> items, Func<T, Task> handle, CancellationToken cancellationToken)
    {
        var task = _context?.AddTask(what, maxValue: items.Count);
        await Parallel.ForEachAsync(items, cancellationToken, async (item, _) =>
        {
            await handle(item);
            task?.Increment(1);
        });
        task?.StopTask();
    }
}
