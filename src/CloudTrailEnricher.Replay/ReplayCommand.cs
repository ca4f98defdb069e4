using System.Text;
using CloudTrailEnricher.Replay.Aws;
using CloudTrailEnricher.Replay.Files;
using CloudTrailEnricher.Replay.Reports;

namespace CloudTrailEnricher.Replay;

/// <summary>Replays log files, on disk or in a bucket, through the two passes.</summary>
internal static class ReplayCommand
{
    /// <summary>Runs, and prints the result, also of a run that was ended before its time.</summary>
    /// <returns>Whether there were log files, and every one of them was handled.</returns>
    /// <exception cref="UsageException">The arguments make no sense.</exception>
    /// <exception cref="OperationCanceledException">The run was ended.</exception>
    public static async Task<bool> RunAsync(ReplayOptions options, TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        using var run = Compose(options, input);
        using var rows = EventRows.Open(options.Format, output);
        if (rows is not null)
        {
            run.Passes.Result.Listen(rows.Add);
        }

        try
        {
            // Rows are printed while the run goes on: on a terminal, a bar would stand among them.
            var needsNoBar = rows is not null && !Console.IsOutputRedirected;
            await ProgressBar.RunAsync(needsNoBar ? 0 : run.Count, run.RunAsync, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Print(run.Complete(interrupted: true), options, rows, output);
            throw;
        }

        var result = run.Complete(interrupted: false);
        Print(result, options, rows, output);
        return result is { Failed: 0, FoundNoLogFile: false };
    }

    private static ReplayRun Compose(ReplayOptions options, TextReader input) => options.Aws is { } aws
        ? AwsReplay.Compose(options, aws, input, Environment.GetEnvironmentVariable)
        : LocalReplay.Compose(options, input, LocalFileSystem.Instance);

    private static void Print(CompletedReplay result, ReplayOptions options, EventRows? rows, TextWriter output)
    {
        if (options.ReportFile is { } page)
        {
            WritePage(page, HtmlReport.Render(result, new ReportHeading(TimeProvider.System.GetUtcNow(), options.Inputs)));
        }

        switch (options.Format)
        {
            case OutputFormat.Table:
                TableReport.Write(result, CopiesFolder(options, result), options.Detail, Terminal.Create(output));
                if (options.Selection is { } selection)
                {
                    output.WriteLine(Terminal.Visible($"Enriched and counted were only events of {selection}; evidence is from all."));
                }

                break;
            case OutputFormat.Json:
                JsonReport.Write(result, output);
                break;
            case OutputFormat.JsonV1:
                JsonReportV1.Write(result, output);
                break;
            default:
                rows!.Complete(result);
                break;
        }
    }

    /// <summary>Where copies were written; null where none were.</summary>
    private static string? CopiesFolder(ReplayOptions options, CompletedReplay result) => options switch
    {
        { Verify: true } when result.Verified is { Mended.Count: 0 } => null,
        { Aws.Write: true } => $"in the bucket, below {options.EnrichedPrefix}",
        { Verify: true, Resume: false } => null,
        _ => options.OutputFolder,
    };

    private static void WritePage(string path, string page)
    {
        try
        {
            AtomicFile.RemoveAbandoned(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var file = new AtomicFile(path);
            file.Stream.Write(Encoding.UTF8.GetBytes(page));
            file.Complete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--report {path}: {e.Message}");
        }
    }
}
