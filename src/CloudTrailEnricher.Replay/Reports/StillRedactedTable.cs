using CloudTrailEnricher.Rules;
using Spectre.Console;
using static CloudTrailEnricher.Replay.Reports.Terminal;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>What stays redacted and why: one row for the events of a session that share their reason.</summary>
internal static class StillRedactedTable
{
    private const int Wide = 120;
    private const int LongestPrincipal = 44;
    private const int LongestNames = 30;

    /// <summary>What the frame, the count and the padding leave of a narrow line.</summary>
    private const int NarrowMargin = 16;

    /// <summary>The rows that a run has.</summary>
    public static IReadOnlyList<StillRedactedRow> RowsOf(IEnumerable<SessionResult> sessions) =>
    [
        .. sessions.SelectMany(session => session.Counts.Open.Select(open => new StillRedactedRow(session, open)))
            .OrderByDescending(row => row.Open.Events),
    ];

    public static void Write(IReadOnlyList<StillRedactedRow> rows, Terminal terminal)
    {
        var table = TableOf("What stays redacted, and why")
            .AddColumn("Events", column => column.NoWrap().RightAligned());
        if (terminal.Has(Wide))
        {
            table.AddColumn("Event", column => column.NoWrap()).AddColumn("Principal", column => column.NoWrap())
                .AddColumn("Fields and reason");
            foreach (var row in rows)
            {
                table.AddRow(
                    $"{row.Open.Events:N0}",
                    Markup.Escape($"{Fitted(row.Names, terminal.Width is null ? null : LongestNames)}\n{row.Open.FirstEvent}"),
                    Markup.Escape(Fitted(Principal(row.Session.Key.PrincipalArn), terminal.Width is null ? null : LongestPrincipal)),
                    Escaped($"{row.Fields}: {row.Why}"));
            }
        }
        else
        {
            table.AddColumn("What and why").ShowRowSeparators();
            var room = terminal.Width - NarrowMargin;
            foreach (var row in rows)
            {
                table.AddRow(
                    $"{row.Open.Events:N0}",
                    $"[bold]{Markup.Escape(Fitted(row.Names, room))}[/]\n"
                    + $"{Markup.Escape(Fitted(Principal(row.Session.Key.PrincipalArn), room))}\n"
                    + $"{Escaped($"{row.Fields} from {row.Open.FirstEvent} on")}\n{Escaped(row.Why)}");
            }
        }

        terminal.Console.Write(table);
    }
}

/// <summary>Events of a session that share their reason, as both tables show them.</summary>
/// <param name="Session">The session.</param>
/// <param name="Open">The events.</param>
internal sealed record StillRedactedRow(SessionResult Session, OpenEvents Open)
{
    /// <summary>What the events are called.</summary>
    public string Names => string.Join(", ", Open.Names.Values) + (Open.Names.HasMore ? ", …" : "");

    /// <summary>The fields in ordinary words.</summary>
    public string Fields => Open.Fields switch
    {
        RedactedFields.SourceIPAddress => "address",
        RedactedFields.UserAgent => "user agent",
        _ => "address and user agent",
    };

    /// <summary>The reason in words.</summary>
    public string Why => Reasons.InWords(Open, Session.Key);
}
