using CloudTrailEnricher.Notifications;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CloudTrailEnricher.Replay;

/// <summary>Works in parallel, with a progress bar where standard error is a terminal, wherever the result goes.</summary>
internal sealed class ProgressBar
{
    private readonly ProgressContext? _context;

    private ProgressBar(ProgressContext? context) => _context = context;

    /// <summary>Runs work that reports its progress.</summary>
    /// <param name="files">How many files there are; a single one needs no bar. Null where nobody has counted.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task RunAsync(int? files, Func<ProgressBar, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        if (files < 2 || Console.IsErrorRedirected)
        {
            await work(new ProgressBar(null), cancellationToken);
            return;
        }

        // Where only standard output is redirected, Spectre.Console does not see that standard error is a terminal all the same.
        var isCapable = Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            Ansi = isCapable ? AnsiSupport.Yes : AnsiSupport.Detect,
            Interactive = isCapable ? InteractionSupport.Yes : InteractionSupport.Detect,
        });
        await terminal.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RateColumn(), new RemainingTimeColumn())
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

    /// <summary>Handles all files of a source, as they come, each with its place in the walk.</summary>
    public async Task EachAsync(
        string what, IReplaySource source, int atOnce, Func<int, ObjectCreated, Task> handle, CancellationToken cancellationToken)
    {
        var task = _context?.AddTask(what, maxValue: source.Count ?? 1);
        if (task is not null)
        {
            task.IsIndeterminate = source.Count is null;
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(source.WalkAsync(cancellationToken).Index(), options, async (file, _) =>
        {
            await handle(file.Index, file.Item);
            task?.Increment(1);
        });
        task?.StopTask();
    }

    private sealed class RateColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Speed is { } speed ? $"{speed:0} files/s" : "");
    }
}
