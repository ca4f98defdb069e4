using CloudTrailEnricher.Replay.Reports;
using CloudTrailEnricher.Sessions;
using Spectre.Console;
using static CloudTrailEnricher.Replay.Reports.Terminal;

namespace CloudTrailEnricher.Replay.Explain;

/// <summary>Prints an explanation for people.</summary>
internal static class ExplainTable
{
    /// <summary>More events of a principal than anyone reads; JSON has all.</summary>
    private const int MostEvents = 50;

    public static void Write(Subject subject, Explanation explanation, TextWriter output)
    {
        var console = Terminal.Create(output).Console;
        if (explanation.IsEmpty)
        {
            WriteNotFound(subject, explanation.Searched, console);
        }
        else if (subject.EventId is null)
        {
            WriteEvents(explanation, console);
            WriteEvidence(explanation, console);
        }
        else
        {
            WriteEventsOfId(subject, explanation, console);
            WriteEvidence(explanation, console);
        }

        WriteFailures(explanation.Searched, console);
    }

    private static void WriteNotFound(Subject subject, Searched searched, IAnsiConsole console)
    {
        console.MarkupLine($"{Escaped(subject.ToString())}: not in the inputs.");
        console.MarkupLine($"Searched {searched.Files.Count} log files of: {Escaped(searched.Where)}");
        console.MarkupLine("Add the files of its account and region, delivered up to 15 minutes after the event.");
    }

    private static void WriteEventsOfId(Subject subject, Explanation explanation, IAnsiConsole console)
    {
        if (explanation.Events.Count > 1)
        {
            console.MarkupLine($"{explanation.Events.Count} different records have the id {Escaped(subject.ToString())}:");
        }

        foreach (var one in explanation.Events)
        {
            WriteEvent(one, explanation, console);
        }
    }

    private static void WriteEvent(FoundEvent one, Explanation explanation, IAnsiConsole console)
    {
        var session = explanation.SessionOf(one);
        var about = Rows("Event");
        about.AddRow(
            "Event", Escaped($"{one.Record.EventName} of {one.Record.EventSource} in {one.Record.AwsRegion} at {one.Record.EventTime}"));
        about.AddRow("Principal", Escaped(one.Record.PrincipalArn ?? ""));
        if (session is not null)
        {
            about.AddRow(session.Key.Kind == SessionKeyKind.Request ? "Request" : "Session", Escaped(Called(session.Key)));
        }

        foreach (var file in one.Files)
        {
            about.AddRow("File", Escaped(file.ToString()));
        }

        console.Write(about);
        WriteChanges(one, console);
        WriteDecisions(one, session, explanation.Searched, console);
    }

    private static void WriteChanges(FoundEvent one, IAnsiConsole console)
    {
        var table = new Table().Title("Before and after").Border(TableBorder.Rounded).AddColumns("Field", "Recorded", "Enriched");
        foreach (var (name, before, after) in one.Record.Members)
        {
            table.AddRow(Escaped(name), Escaped(before?.GetRawText() ?? ""), Escaped(after.GetRawText()));
        }

        if (table.Rows.Count > 0)
        {
            console.Write(table);
        }
    }

    private static void WriteDecisions(FoundEvent one, FoundSession? session, Searched searched, IAnsiConsole console)
    {
        var table = Rows("Why");
        if (DecidedField.WhyNone(one) is { } reason)
        {
            table.AddRow("", Escaped(reason));
        }

        foreach (var decision in DecidedField.AllOf(one))
        {
            table.AddRow(Escaped(decision.Field), Escaped(decision.Words));
        }

        foreach (var place in PlaceToLook.For(one, session, searched))
        {
            table.AddRow("Look in", Escaped(place.ToString()));
        }

        if (PlaceToLook.For(one, session, searched).Count > 0)
        {
            table.AddRow("or", Escaped($"any file with a browser call of the session, from {session!.Key.CreationDate} on, in any region"));
        }

        console.Write(table);
    }

    private static void WriteEvents(Explanation explanation, IAnsiConsole console)
    {
        var table = new Table().Title("Redacted events").Border(TableBorder.Rounded).AddColumns(
            "Time", "Event", "Region", "Event id", "Session", "Address", "Decided by");
        foreach (var one in explanation.Events.Take(MostEvents))
        {
            table.AddRow(
                Escaped(one.Record.EventTime),
                Escaped(one.Record.EventName),
                Escaped(one.Record.AwsRegion),
                Escaped(one.Record.EventId),
                Escaped(one.Session is { Kind: SessionKeyKind.Console } session ? session.CreationDate.ToString() : ""),
                Escaped(one.Record.TextAfter("sourceIPAddress") ?? ""),
                Escaped(DecidedField.WhyNone(one) ?? Matches(one)));
        }

        if (explanation.Events.Count == 0)
        {
            console.WriteLine("No redacted event of it is in the inputs.");
            return;
        }

        console.Write(table);
        if (explanation.Events.Count > MostEvents)
        {
            console.WriteLine($"… and {explanation.Events.Count - MostEvents} more; --format json prints all.");
        }
    }

    private static string Matches(FoundEvent one) =>
        string.Join(", ", DecidedField.AllOf(one).Select(decision => $"{decision.Field}: {Rules.MatchNames.Name(decision.Match)}"));

    private static void WriteEvidence(Explanation explanation, IAnsiConsole console)
    {
        foreach (var session in explanation.Sessions)
        {
            if (session.Evidence.Count == 0)
            {
                console.MarkupLine(Escaped($"No evidence of {Named(session.Key)}."));
                continue;
            }

            var table = Rows($"Evidence of {Escaped(Named(session.Key))}").ShowRowSeparators();
            foreach (var found in session.Evidence)
            {
                table.AddRow(Kind(found), string.Join('\n', Lines(found).Select(Escaped)));
            }

            console.Write(table);
        }
    }

    private static string Named(SessionKey key) => key.Kind == SessionKeyKind.Request
        ? $"request {Called(key)}"
        : $"{Principal(key.PrincipalArn)}, {Called(key)}";

    /// <summary>What tells a request from others of its account, or a session from others of its principal.</summary>
    private static string Called(SessionKey key) => key.Kind == SessionKeyKind.Request
        ? key.PrincipalArn[(key.PrincipalArn.IndexOf('#') + 1)..]
        : $"created {key.CreationDate}";

    private static IEnumerable<string> Lines(FoundEvidence found)
    {
        var evidence = found.Evidence;
        yield return $"{evidence.EventName} at {evidence.EventTime} in {evidence.AwsRegion}, {evidence.EventId}";
        yield return $"address    {evidence.SourceIPAddress ?? "not in it"}";
        yield return $"user agent {evidence.UserAgent ?? "not in it"}";
        if (evidence.Claim is { } claim)
        {
            yield return $"tool       {claim.Tool ?? "not in it"}";
            yield return $"request    {claim.ApiName} in {claim.AwsRegion}";
        }

        foreach (var file in found.Files)
        {
            yield return $"file       {file}";
        }
    }

    private static string Kind(FoundEvidence found) => found switch
    {
        { Evidence.Kind: EvidenceKind.SignIn } => "sign-in",
        { Evidence.Kind: EvidenceKind.AgentCall } => "agent's call",
        { IsKept: true } => "browser call",
        _ => "browser call\n(its ten minutes\nhave one already)",
    };

    private static void WriteFailures(Searched searched, IAnsiConsole console)
    {
        foreach (var failure in searched.Failures)
        {
            console.MarkupLine($"Not read: {Escaped(failure.File)}: {Escaped(failure.Reason)}");
        }
    }

    private static Table Rows(string title) =>
        new Table().Title(title).Border(TableBorder.Rounded).AddColumn("", column => column.NoWrap()).AddColumn("").HideHeaders();
}
