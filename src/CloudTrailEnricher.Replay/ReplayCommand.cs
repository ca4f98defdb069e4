using System.Text;
using CloudTrailEnricher.LocalStores;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Replay.Reports;
using CloudTrailEnricher.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudTrailEnricher.Replay;

/// <summary>Replays log files on disk through the two passes.</summary>
internal sealed class ReplayCommand
{
    private readonly InMemorySessionIndex _index = new();
    private readonly ReplayResult _result = new();
    private readonly EvidenceFile? _evidence;
    private readonly OutputMarker? _marker;
    private readonly TwoPasses _passes;

    private ReplayCommand(ReplayOptions options, ReplayInputs inputs)
    {
        var passOptions = new PassOptions
        {
            EnrichedPrefix = Prefix(options.EnrichedPrefix),
            SettleTime = TimeSpan.Zero,
            RequireMatchingAccount = false,
            AcceptAnyKey = true,
            HandOver = false,
        };
        _evidence = options.IndexFile is null ? null : EvidenceFile.Load(options.IndexFile, _index);
        _marker = options.OutputFolder is null ? null : OutputMarker.Open(options.OutputFolder, _evidence?.Id, options.Resume);
        var store = new DirectoryLogStore(inputs.PathOf, options.OutputFolder);
        var sessions = new EvidenceOnly(_index);
        var queue = new InMemoryEnrichQueue();
        _passes = new TwoPasses
        {
            Source = new LocalSource(inputs),
            Index = new IndexPass(store, sessions, queue, passOptions, NullLogger<IndexPass>.Instance, _result.Add),
            Enrich = new EnrichPass(store, sessions, queue, passOptions, TimeProvider.System, NullLogger<EnrichPass>.Instance, _result.Add),
            Finished = _marker is null
                ? new NoFinishedCopies()
                : new CopiesInFolder(new OutputFolder(options.OutputFolder!), passOptions.EnrichedPrefix, SourceTime, options.Resume ? _marker : null),
            Result = _result,
        };

        DateTime SourceTime(ObjectCreated file) => File.GetLastWriteTimeUtc(inputs.PathOf(file.File));
    }

    /// <summary>Runs, and prints the result, also of a run that was ended before its time.</summary>
    /// <returns>Whether every file was handled.</returns>
    /// <exception cref="UsageException">The arguments make no sense.</exception>
    /// <exception cref="OperationCanceledException">The run was ended.</exception>
    public static async Task<bool> RunAsync(ReplayOptions options, TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        var inputs = ReplayInputs.Find(options.Inputs, input, options.OutputFolder);
        var command = new ReplayCommand(options, inputs);
        foreach (var failure in inputs.Failures)
        {
            command._result.Add(failure);
        }

        try
        {
            await ProgressBar.RunAsync(inputs.Count, command.RunAsync, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            command.Print(options, inputs, output, interrupted: true);
            throw;
        }

        return command.Print(options, inputs, output, interrupted: false);
    }

    private static void WritePage(string path, string page)
    {
        try
        {
            using var file = new AtomicFile(path);
            file.Stream.Write(Encoding.UTF8.GetBytes(page));
            file.Complete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--report {path}: {e.Message}");
        }
    }

    private async Task RunAsync(ProgressBar progress, CancellationToken cancellationToken)
    {
        await _passes.IndexAsync(progress, cancellationToken);
        _evidence?.Save(_index);
        _marker?.Begin();
        await _passes.EnrichAsync(progress, cancellationToken);
        if (_result.Failed == 0)
        {
            _marker?.End();
        }
    }

    private bool Print(ReplayOptions options, ReplayInputs inputs, TextWriter output, bool interrupted)
    {
        var result = _result.Complete(_index.Find, inputs.Events, inputs.Skipped, interrupted);
        if (options.ReportFile is { } page)
        {
            WritePage(page, HtmlReport.Render(result));
        }

        if (options.Format == OutputFormat.Json)
        {
            JsonReport.Write(result, output);
        }
        else
        {
            TableReport.Write(result, options.OutputFolder, output);
        }

        return result.Failed == 0;
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
