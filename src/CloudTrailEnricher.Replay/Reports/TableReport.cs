using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;
using Spectre.Console;
using static CloudTrailEnricher.Replay.Reports.Terminal;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>Prints the result for people.</summary>
internal static class TableReport
{
    /// <summary>More rows than anyone reads; JSON has more.</summary>
    private const int MostRows = 100;

    public static void Write(CompletedReplay result, string? outputFolder, TextWriter output)
    {
        var console = Terminal.Create(output);
        WriteSessions(result, console);
        WriteStillRedacted(result, console);
        WriteFailures(result, console);
        WriteTotals(result, outputFolder, console);
    }

    private static void WriteSessions(CompletedReplay result, IAnsiConsole console)
    {
        if (result.Sessions.Count == 0)
        {
            return;
        }

        var table = new Table().Title("Console sessions").Border(TableBorder.Rounded)
            .AddColumns("Principal", "Created", "Evidence", "Address", "User agent")
            .AddColumn("Events recovered", column => column.RightAligned());
        foreach (var session in result.Sessions.Take(MostRows))
        {
            table.AddRow(
                Escaped(Principal(session.Key.PrincipalArn)),
                Escaped(session.Key.CreationDate.ToString()),
                Escaped(EvidenceOf(session)),
                Escaped(Values(session, RedactedFields.SourceIPAddress)),
                Escaped(Values(session, RedactedFields.UserAgent)),
                $"{session.Recovered} of {session.EventCount}");
        }

        console.Write(table);
        if (result.Sessions.Count > MostRows)
        {
            console.WriteLine($"… and {result.Sessions.Count - MostRows + result.MoreSessions} more sessions; --format json "
                + $"prints {result.Sessions.Count}.");
        }
    }

    private static void WriteStillRedacted(CompletedReplay result, IAnsiConsole console)
    {
        var groups = result.StillRedacted.Concat(result.LookAlikeEvents)
            .GroupBy(outcome => (
                outcome.EventName,
                outcome.PrincipalArn,
                Fields: Reasons.Fields(outcome),
                Reason: Reasons.InWords(outcome),
                outcome.Recoverability))
            .OrderBy(group => group.Key.Recoverability)
            .ToArray();
        if (groups.Length == 0)
        {
            return;
        }

        var table = new Table().Title("Events that stay redacted").Border(TableBorder.Rounded)
            .AddColumn("First at")
            .AddColumn("Events", column => column.RightAligned())
            .AddColumns("Event", "Principal", "Fields", "Reason");
        foreach (var group in groups.Take(MostRows))
        {
            table.AddRow(
                Escaped(group.First().EventTime),
                $"{group.Count()}",
                Escaped(group.Key.EventName),
                Escaped(Principal(group.Key.PrincipalArn)),
                Escaped(group.Key.Fields),
                Escaped(group.Key.Reason));
        }

        console.Write(table);
        if (groups.Length > MostRows)
        {
            console.WriteLine($"… and {groups.Skip(MostRows).Sum(group => group.Count())} more events of "
                + $"{groups.Length - MostRows} kinds; --format json prints them.");
        }
    }

    private static void WriteFailures(CompletedReplay result, IAnsiConsole console)
    {
        if (result.Failures.Count == 0)
        {
            return;
        }

        var table = new Table().Title("Files that failed").Border(TableBorder.Rounded).AddColumns("File", "Reason");
        foreach (var failure in result.Failures.Take(MostRows))
        {
            table.AddRow(Escaped(failure.File), Escaped(failure.Reason));
        }

        console.Write(table);
        if (result.Failed > MostRows)
        {
            console.WriteLine($"… and {result.Failed - MostRows} more; --format json prints {result.Failures.Count}.");
        }
    }

    private static void WriteTotals(CompletedReplay result, string? outputFolder, IAnsiConsole console)
    {
        var table = new Table().Title("Totals").Border(TableBorder.Rounded).HideHeaders()
            .AddColumn("")
            .AddColumn("", column => column.RightAligned())
            .AddColumn("");
        var before = result.Complete > 0 ? $" + {result.Complete} complete before" : "";
        table.AddRow(
            "Files",
            $"{result.Files}",
            $"{result.Enriched} enriched + {result.Copied} copied unchanged{before} + {result.Failed} failed");
        if (result.Skipped > 0)
        {
            table.AddRow("Passed over", $"{result.Skipped}", string.Join('\n', result.PassedOver.Select(one => Escaped(one.ToString()))));
        }

        if (result.Verified is { } verified)
        {
            table.AddRow(
                "Copies compared",
                $"{verified.Sound + verified.Mended.Count}",
                $"{verified.Sound} as they should be + {verified.Mended.Count} made anew");
        }

        table.AddRow("Records", $"{result.Records}", "");
        AddFields(table, "Addresses redacted", result.Addresses);
        AddFields(table, "User agents redacted", result.Agents);
        table.AddRow(
            "Look-alikes left alone", $"{result.LookAlikes}", "\"AWS Internal\" is the truth there, or the session cannot be known");
        console.Write(table);
        WriteOutcome(result, outputFolder, console);
    }

    private static void WriteOutcome(CompletedReplay result, string? outputFolder, IAnsiConsole console)
    {
        foreach (var copy in (result.Verified?.Mended ?? []).Take(MostRows))
        {
            console.WriteLine(Visible($"Made anew: {copy.File} ({copy.Reason})"));
        }

        if (result.IsInterrupted)
        {
            console.WriteLine("Interrupted: what is counted above is done, the rest is not. The same command with --resume goes on.");
        }

        if (result.FoundNoLogFile)
        {
            console.WriteLine(Visible($"No log file was found. Looked for {result.LookedFor}"));
        }
        else if (result.HadNothingToDo)
        {
            console.WriteLine(
                $"Nothing to do: all {result.Complete} log files had complete copies, and were left alone. Their sessions are not listed.");
        }
        else if (outputFolder is null)
        {
            console.WriteLine("No copies were written.");
        }
        else if (result.Enriched + result.Copied > 0)
        {
            console.WriteLine(Visible($"Enriched copies: {outputFolder}"));
        }
    }

    private static void AddFields(Table table, string name, MatchTotals totals) => table.AddRow(
        name,
        $"{totals.Redacted}",
        $"{totals.BySignIn} recovered by sign-in + {totals.ByBrowserSibling} by browser sibling + {totals.Ambiguous} ambiguous "
        + $"+ {totals.Unresolved} without evidence");

    private static string EvidenceOf(SessionResult session)
    {
        var signIns = session.Evidence
            .Where(evidence => evidence.Kind == EvidenceKind.SignIn)
            .Select(evidence => evidence.EventName)
            .ToArray();
        var siblings = session.Evidence.Count - signIns.Length;
        var parts = signIns.GroupBy(name => name)
            .Select(group => group.Count() == 1 ? group.Key : $"{group.Count()} × {group.Key}")
            .Order(StringComparer.Ordinal)
            .ToList();
        if (siblings > 0)
        {
            parts.Add(siblings == 1 ? "1 browser call" : $"{siblings} browser calls");
        }

        return parts.Count == 0 ? "none" : string.Join(", ", parts);
    }

    private static string Values(SessionResult session, RedactedFields field)
    {
        var values = (field == RedactedFields.SourceIPAddress ? session.Counts.Addresses : session.Counts.Agents).Values.ToArray();
        return values.Length switch
        {
            0 => "",
            1 => Shortened(values[0]),
            _ => $"{Shortened(values[0])} (+{values.Length - 1} more)",
        };
    }

    private static string Shortened(string value) => value.Length <= 60 ? value : string.Concat(value.AsSpan(0, 59), "…");
}
