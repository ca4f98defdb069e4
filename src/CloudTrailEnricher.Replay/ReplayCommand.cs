using System.Collections.Concurrent;
using CloudTrailEnricher.LocalStores;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Replay.Reports;
using CloudTrailEnricher.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudTrailEnricher.Replay;

/// <summary>
/// Replays log files through the two passes: pass 1 over everything, then pass 2 over everything, so that no file has to wait.
/// </summary>
internal sealed class ReplayCommand
{
    private readonly InMemorySessionIndex _index = new();
    private readonly InMemoryEnrichQueue _queue = new();
    private readonly ConcurrentBag<FileFailure> _failures = [];
    private readonly ReplayResult _result = new();
    private readonly ReplayInputs _inputs;
    private readonly IndexPass _indexPass;
    private readonly EnrichPass _enrichPass;

    private ReplayCommand(ReplayOptions options, ReplayInputs inputs)
    {
        _inputs = inputs;
        var passOptions = new PassOptions
        {
            EnrichedPrefix = Prefix(options.EnrichedPrefix),
            SettleTime = TimeSpan.Zero,
            RequireMatchingAccount = false,
            AcceptAnyKey = true,
        };
        var store = new DirectoryLogStore(inputs.PathOf, options.OutputFolder);
        _indexPass = new IndexPass(store, _index, _queue, passOptions, NullLogger<IndexPass>.Instance, _result.Add);
        _enrichPass = new EnrichPass(store, _index, _queue, passOptions, TimeProvider.System, NullLogger<EnrichPass>.Instance, _result.Add);
    }

    /// <summary>Runs, and prints the result.</summary>
    /// <returns>Whether every file was handled.</returns>
    /// <exception cref="UsageException">The arguments make no sense.</exception>
    public static async Task<bool> RunAsync(ReplayOptions options, TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        var inputs = ReplayInputs.Find(options.Inputs, input, options.OutputFolder);
        var command = new ReplayCommand(options, inputs);
        await ProgressBar.RunAsync(inputs.Files.Count, command.RunAsync, cancellationToken);

        var result = command._result.Complete(command._index, inputs, [.. inputs.Failures, .. command._failures.OrderBy(failure => failure.File, StringComparer.Ordinal)]);
        if (options.ReportFile is { } page)
        {
            await WriteAsync(page, HtmlReport.Render(result), cancellationToken);
        }

        if (options.Format == OutputFormat.Json)
        {
            JsonReport.Write(result, output);
        }
        else
        {
            TableReport.Write(result, options.OutputFolder, output);
        }

        return result.Failures.Count == 0;
    }

    private static async Task WriteAsync(string path, string page, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllTextAsync(path, page, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--report {path}: {e.Message}");
        }
    }

    private async Task RunAsync(ProgressBar progress, CancellationToken cancellationToken)
    {
        await progress.EachAsync("Pass 1: index", _inputs.Files, created => HandleAsync(created.File, () => IndexAsync(created, cancellationToken)), cancellationToken);
        var requests = _queue.TakeAll();
        await progress.EachAsync("Pass 2: enrich", requests, request => HandleAsync(request.File, () => EnrichAsync(request, cancellationToken)), cancellationToken);
    }

    private async Task IndexAsync(ObjectCreated created, CancellationToken cancellationToken) =>
        _result.Add(await _indexPass.RunAsync(created, cancellationToken));

    private async Task EnrichAsync(EnrichRequest request, CancellationToken cancellationToken) =>
        _result.Add(await _enrichPass.RunAsync(request, cancellationToken));

    /// <summary>One file's failure is named and leaves the others alone.</summary>
    private async Task HandleAsync(LogObject file, Func<Task> handle)
    {
        try
        {
            await handle();
        }
        catch (Exception e) when (e is LogFileException or IOException or UnauthorizedAccessException)
        {
            _failures.Add(new FileFailure(_inputs.PathOf(file), e.Message));
        }
    }

    private static EnrichedPrefix Prefix(string value)
    {
        try
        {
            return new EnrichedPrefix(value);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
