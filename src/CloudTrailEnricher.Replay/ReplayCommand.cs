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
        try
        {
            await ProgressBar.RunAsync(run.Count, run.RunAsync, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Print(run.Complete(interrupted: true), options, output);
            throw;
        }

        var result = run.Complete(interrupted: false);
        Print(result, options, output);
        return result is { Failed: 0, FoundNoLogFile: false };
    }

    private static ReplayRun Compose(ReplayOptions options, TextReader input) => options.Aws is { } aws
        ? AwsReplay.Compose(options, aws, input, Environment.GetEnvironmentVariable)
        : LocalReplay.Compose(options, input, LocalFileSystem.Instance);

    private static void Print(CompletedReplay result, ReplayOptions options, TextWriter output)
    {
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
            var isWritten = options is { Verify: false } or { Resume: true };
            TableReport.Write(
                result,
                options.Aws is { Write: true } ? $"in the bucket, below {options.EnrichedPrefix}" : isWritten ? options.OutputFolder : null,
                output);
        }
    }

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
