using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudTrailEnricher.Replay.Reports;
using CloudTrailEnricher.Sessions;
using Spectre.Console;
using static CloudTrailEnricher.Replay.Reports.Terminal;

namespace CloudTrailEnricher.Replay.Explain;

/// <summary>Prints an explanation for people.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="explanation">The explanation.</param>
internal sealed class ExplainTable(Terminal terminal, Explanation explanation)
{
    /// <summary>More groups of a principal's events than anyone reads; JSON has every event.</summary>
    private const int MostGroups = 50;

    private const int MostPrincipals = 20;

    /// <summary>From here on, each value has a column of its own.</summary>
    private const int Wide = 150;

    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly NumberedFiles _files = new(explanation.Searched.NameOf);

    public void Write(Subject subject)
    {
        if (explanation.IsEmpty)
        {
            WriteNotFound(subject);
        }
        else if (subject.EventId is null)
        {
            WriteGroups();
            new EvidenceTable(terminal, _files).Write(explanation.Sessions, isGrouped: true);
        }
        else
        {
            WriteEventsOfId(subject);
            new EvidenceTable(terminal, _files).Write(explanation.Sessions, isGrouped: false);
        }

        foreach (var line in _files.Lines)
        {
            terminal.WriteWhole(line);
        }

        foreach (var failure in explanation.Searched.Failures)
        {
            terminal.WriteLine($"Not read: {failure.File}: {failure.Reason}");
        }
    }

    private void WriteNotFound(Subject subject)
    {
        if (explanation.Principals.Count > 0)
        {
            terminal.WriteLine($"{subject} is part of {explanation.Principals.Count:N0} principals' names. Name one of them:");
            foreach (var arn in explanation.Principals.Take(MostPrincipals))
            {
                terminal.WriteWhole($"  {arn}");
            }

            return;
        }

        var files = explanation.Searched.Files.Count;
        terminal.WriteLine($"{subject}: not in the inputs, neither as an event's id nor as part of a principal's ARN.");
        terminal.WriteLine($"Searched {files:N0} log {(files == 1 ? "file" : "files")} of: {explanation.Searched.Where}");
        terminal.WriteLine("Add the files of its account and region, delivered up to 15 minutes after the event.");
    }

    private void WriteEventsOfId(Subject subject)
    {
        if (explanation.Events.Count > 1)
        {
            terminal.WriteLine($"{explanation.Events.Count:N0} different records have the id {subject}:");
        }

        foreach (var one in explanation.Events)
        {
            WriteEvent(one);
            WriteChanges(one);
            WriteDecisions(one);
        }
    }

    private void WriteEvent(FoundEvent one)
    {
        var about = Rows("Event");
        about.AddRow("Event", Escaped($"{one.Record.EventName} of {one.Record.EventSource}"));
        about.AddRow("Where, when", Escaped($"{one.Record.AwsRegion} at {one.Record.EventTime}"));
        about.AddRow("Principal", Markup.Escape(Fitted(one.Record.PrincipalArn ?? "", terminal.Width - 20)));
        if (explanation.SessionOf(one) is { } session)
        {
            about.AddRow(session.Key.Kind == SessionKeyKind.Request ? "Request" : "Session", Escaped(SessionInWords.Called(session.Key)));
        }

        about.AddRow("File", Markup.Escape(_files.Of(one.Files)));
        terminal.Console.Write(about);
    }

    private void WriteChanges(FoundEvent one)
    {
        var table = TableOf("Before and after").AddColumn("Field", column => column.NoWrap()).AddColumns("Recorded", "Enriched");
        foreach (var (name, before, after) in one.Record.Members)
        {
            table.AddRow(Escaped(name), Escaped(before?.GetRawText() ?? ""), Lines(after));
        }

        if (table.Rows.Count > 0)
        {
            terminal.Console.Write(table);
        }
    }

    private void WriteDecisions(FoundEvent one)
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

        var session = explanation.SessionOf(one);
        var places = PlaceToLook.For(one, session, explanation.Searched);
        foreach (var read in places.Where(place => !place.IsUnread))
        {
            table.AddRow("Searched", Escaped($"{read}, without a sign-in of this session"));
        }

        foreach (var unread in places.Where(place => place.IsUnread))
        {
            table.AddRow("Look in", Escaped(unread.ToString()));
        }

        if (places.Count > 0)
        {
            table.AddRow("or", Escaped($"any file with a browser call of the session, from {session!.Key.CreationDate} on, in any region"));
        }

        terminal.Console.Write(table);
    }

    private void WriteGroups()
    {
        if (explanation.Events.Count == 0)
        {
            terminal.WriteLine("No redacted event of it is in the inputs.");
            return;
        }

        var groups = EventGroup.Of(explanation.Events);
        var table = TableOf("Redacted events").AddColumn("Events", column => column.NoWrap().RightAligned());
        if (terminal.Has(Wide))
        {
            table.AddColumn("What", column => column.NoWrap()).AddColumn("Session", column => column.NoWrap())
                .AddColumn("Address", column => column.NoWrap()).AddColumn("Decided");
        }
        else
        {
            table.AddColumn("What, and how it was decided").ShowRowSeparators();
        }

        foreach (var group in groups.Take(MostGroups))
        {
            var session = group.Session is { Kind: SessionKeyKind.Console } known ? known.CreationDate.ToString() : "";
            var what = $"{group.Service}: {group.Names}";
            var when = group.Events.Count == 1 ? $"{group.Time}\n{Escaped(group.Events[0].Record.EventId)}" : Escaped(group.Time);
            var cells = terminal.Has(Wide)
                ? new[]
                {
                    $"{Markup.Escape(Fitted(what, terminal.Width / 3))}\n{when}", session, Escaped(group.Address), Escaped(group.Decision),
                }
                :
                [
                    $"[bold]{Escaped(what)}[/]\n{when}\n{(session.Length > 0 ? $"session {session}, " : "")}"
                    + $"address {Escaped(group.Address)}\n{Escaped(group.Decision)}",
                ];
            table.AddRow([$"{group.Events.Count:N0}", .. cells]);
        }

        terminal.Console.Write(table);
        if (groups.Count > MostGroups)
        {
            terminal.WriteLine($"{MostGroups:N0} of {groups.Count:N0} groups of events. --format json prints every event.");
        }
    }

    /// <summary>A value of a record; of an object, a line for each of its parts.</summary>
    private static string Lines(JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            return Escaped(value.GetRawText());
        }

        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, Indented))
        {
            value.WriteTo(json);
        }

        return string.Join('\n', Encoding.UTF8.GetString(text.ToArray()).Split('\n').Select(line => Escaped(line.TrimEnd('\r'))));
    }

    private static Table Rows(string title) =>
        TableOf(title).AddColumn("", column => column.NoWrap()).AddColumn("").HideHeaders();
}
