using Spectre.Console;
using static CloudTrailEnricher.Replay.Reports.Terminal;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>Prints the result for people: what matters most of each list, and the sums last, where the eye is when the run ends.</summary>
internal static class TableReport
{
    /// <summary>What fits on a screen.</summary>
    private const int UsualRows = 20;
    private const int UsualReasons = 10;

    /// <summary>Prints the result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="copies">Where copies were written; null where none were.</param>
    /// <param name="detail">How much to print.</param>
    /// <param name="terminal">Where to.</param>
    public static void Write(CompletedReplay result, string? copies, Detail detail, Terminal terminal)
    {
        var most = detail == Detail.Verbose ? int.MaxValue : UsualRows;
        if (detail != Detail.Quiet)
        {
            WriteSessions(result, most, terminal);
            WriteStillRedacted(result, detail == Detail.Verbose ? most : UsualReasons, terminal);
        }

        WriteFailures(result, most, terminal);
        if (detail != Detail.Quiet)
        {
            TotalsTable.Write(result, detail, terminal);
        }

        WriteOutcome(result, copies, most, detail, terminal);
    }

    private static void WriteSessions(CompletedReplay result, int most, Terminal terminal)
    {
        if (result.Sessions.Count == 0)
        {
            return;
        }

        SessionResult[] shown = [.. result.Sessions.Order(SessionResult.ByWeight).Take(most)];
        SessionOverview.Write(shown, terminal);
        if (result.SessionCount > shown.Length)
        {
            terminal.WriteLine(
                $"The {shown.Length:N0} of {result.SessionCount:N0} sessions that matter most: those with events that stay redacted first. "
                + "--verbose prints more.");
        }
    }

    private static void WriteStillRedacted(CompletedReplay result, int most, Terminal terminal)
    {
        var rows = StillRedactedTable.RowsOf(result.Sessions);
        if (rows.Count == 0)
        {
            return;
        }

        StillRedactedRow[] shown = [.. rows.Take(most)];
        StillRedactedTable.Write(shown, terminal);
        var listed = shown.Sum(row => row.Open.Events);
        if (listed < result.ConsoleEvents.StillRedacted)
        {
            terminal.WriteLine(
                $"{listed:N0} of {result.ConsoleEvents.StillRedacted:N0} events that stay redacted. --verbose prints more, "
                + "--format csv every one.");
        }
    }

    private static void WriteFailures(CompletedReplay result, int most, Terminal terminal)
    {
        if (result.Failures.Count == 0)
        {
            return;
        }

        var table = TableOf("Files that failed").AddColumns("File", "Reason");
        var room = terminal.Width / 3;
        foreach (var failure in result.Failures.Take(most))
        {
            table.AddRow(Markup.Escape(Fitted(failure.File, room)), Escaped(failure.Reason));
        }

        terminal.Console.Write(table);
        if (result.Failed > most)
        {
            terminal.WriteLine($"{most:N0} of {result.Failed:N0} files that failed. --verbose prints more.");
        }
    }

    private static void WriteOutcome(CompletedReplay result, string? copies, int most, Detail detail, Terminal terminal)
    {
        foreach (var copy in (result.Verified?.Mended ?? []).Take(most))
        {
            terminal.WriteLine($"Made anew: {copy.File} ({copy.Reason})");
        }

        if (result.IsInterrupted)
        {
            terminal.WriteLine("Interrupted: what is counted above is done, the rest is not. The same command with --resume goes on.");
        }

        if (result.FoundNoLogFile)
        {
            terminal.WriteLine($"No log file was found. Looked for {result.LookedFor}");
        }
        else if (result.HadNothingToDo)
        {
            terminal.WriteLine(
                $"Nothing to do: all {result.Complete:N0} log files had complete copies, and were left alone. "
                + "Their sessions are not listed.");
        }
        else if (detail != Detail.Quiet)
        {
            WriteCopies(result, copies, terminal);
        }
    }

    private static void WriteCopies(CompletedReplay result, string? copies, Terminal terminal)
    {
        if (result.Complete > 0)
        {
            terminal.WriteLine(
                $"This run only: {result.Complete:N0} of {result.Files:N0} files had complete copies, and what is in them is not counted. "
                + "For the sums of everything, run with --dry-run and without --resume.");
        }

        if (copies is null)
        {
            terminal.WriteLine("No copies were written.");
        }
        else if (result.Enriched + result.Copied > 0)
        {
            terminal.WriteLine($"Enriched copies: {copies}");
        }
    }
}
