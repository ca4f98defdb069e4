using CloudTrailEnricher.Sessions;
using Spectre.Console;
using static CloudTrailEnricher.Replay.Reports.Terminal;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>The console sessions of a run: one line each on a wide terminal, several on a narrow one.</summary>
internal static class SessionOverview
{
    /// <summary>From here on, each value has a column of its own.</summary>
    private const int Wide = 110;

    /// <summary>From here on, there is room for user agents.</summary>
    private const int Widest = 180;

    private const int LongestAgent = 60;
    private const int WidestColumn = 60;

    /// <summary>What a table's frame takes on each line, for so many columns.</summary>
    private static int Frame(int columns) => (3 * columns) + 1;

    public static void Write(IReadOnlyList<SessionResult> sessions, Terminal terminal)
    {
        var rows = sessions.Select(session => Row.Of(session, terminal.Width is null ? null : LongestAgent)).ToArray();
        terminal.Console.Write(terminal.Has(Wide) ? WideTable(rows, terminal) : NarrowTable(rows, terminal));
    }

    private static Table WideTable(Row[] rows, Terminal terminal)
    {
        var hasAgents = terminal.Has(Widest);
        var fixedWidth = Width(rows, row => row.Created, "Created") + Width(rows, row => row.Evidence, "Evidence")
            + Width(rows, row => row.Address, "Address") + Width(rows, row => row.Recovered, "Recovered")
            + (hasAgents ? Width(rows, row => row.Agent, "User agent") : 0);
        var principal = terminal.Width - fixedWidth - Frame(hasAgents ? 6 : 5);
        var table = New().AddColumn("Principal", column => column.NoWrap()).AddColumn("Created", column => column.NoWrap())
            .AddColumn("Evidence", column => column.NoWrap()).AddColumn("Address", column => column.NoWrap());
        if (hasAgents)
        {
            table.AddColumn("User agent", column => column.NoWrap());
        }

        table.AddColumn("Recovered", column => column.NoWrap().RightAligned());
        foreach (var row in rows)
        {
            string[] cells = [Fitted(row.Principal, principal), row.Created, row.Evidence, row.Address];
            table.AddRow([.. (hasAgents ? [.. cells, row.Agent, row.Recovered] : cells.Append(row.Recovered)).Select(Markup.Escape)]);
        }

        return table;
    }

    private static Table NarrowTable(Row[] rows, Terminal terminal)
    {
        var room = (terminal.Width - Width(rows, row => row.Recovered, "Recovered") - Frame(3)) ?? WidestColumn * 2;
        var seen = Math.Min(Math.Max(Width(rows, row => row.Address, ""), Width(rows, row => row.Evidence, "")), room / 2);
        var table = New().AddColumn("Session", column => column.NoWrap()).AddColumn("Seen by", column => column.Width(seen))
            .AddColumn("Recovered", column => column.NoWrap().RightAligned()).ShowRowSeparators();
        foreach (var row in rows)
        {
            table.AddRow(
                Markup.Escape($"{Fitted(row.Principal, room - seen)}\n{row.Created}"),
                Markup.Escape($"{Fitted(row.Evidence, seen)}\n{Shortened(row.Address, seen)}".TrimEnd()),
                Markup.Escape(row.Recovered));
        }

        return table;
    }

    private static Table New() => TableOf("Console sessions");

    private static int Width(Row[] rows, Func<Row, string> cell, string heading) =>
        rows.Select(row => cell(row).Length).Append(heading.Length).Max();

    /// <summary>The cells of a session, as plain text that may be shown.</summary>
    private sealed record Row(string Principal, string Created, string Evidence, string Address, string Agent, string Recovered)
    {
        public static Row Of(SessionResult session, int? longestAgent) => new(
            Visible(Terminal.Principal(session.Key.PrincipalArn)),
            session.Key.CreationDate.ToString(),
            Visible(EvidenceOf(session)),
            Visible(AddressOf(session)),
            Visible(Shortened(First(session.Counts.Agents), longestAgent)),
            $"{session.Recovered:N0} of {session.EventCount:N0}");

        private static string AddressOf(SessionResult session) => session switch
        {
            { Counts.Addresses.Values.Count: > 0 } => First(session.Counts.Addresses),
            { SeenFrom: [var only] } => only,
            { SeenFrom.Count: > 1 } => $"{session.SeenFrom.Count} candidates",
            _ => "",
        };

        private static string First(SeenValues values) => values.Values.Count switch
        {
            0 => "",
            1 => values.Values[0],
            _ => $"{values.Values[0]} +{values.Values.Count - 1}{(values.HasMore ? " or more" : "")}",
        };

        private static string EvidenceOf(SessionResult session)
        {
            var signIns = session.Evidence.Where(evidence => evidence.Kind == EvidenceKind.SignIn)
                .Select(evidence => evidence.EventName)
                .ToArray();
            var calls = session.Evidence.Count - signIns.Length;
            var parts = signIns.GroupBy(name => name)
                .Select(group => group.Count() == 1 ? group.Key : $"{group.Count()} × {group.Key}")
                .Order(StringComparer.Ordinal)
                .ToList();
            if (calls > 0)
            {
                parts.Add(calls == 1 ? "1 browser call" : $"{calls} browser calls");
            }

            return parts.Count == 0 ? "none" : string.Join(", ", parts);
        }
    }
}
