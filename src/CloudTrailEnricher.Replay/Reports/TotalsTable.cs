using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Rules;
using Spectre.Console;
using static CloudTrailEnricher.Replay.Reports.Terminal;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>The sums of a run.</summary>
internal static class TotalsTable
{
    /// <summary>What the frame, the names and the numbers take of a line.</summary>
    private const int Margin = 38;

    public static void Write(CompletedReplay result, Detail detail, Terminal terminal)
    {
        var room = terminal.Width - Margin;
        var table = TableOf("Totals").HideHeaders()
            .AddColumn("", column => column.NoWrap())
            .AddColumn("", column => column.NoWrap().RightAligned())
            .AddColumn("");
        Add(
            "Files",
            result.Files,
            Parts(
                (result.Enriched, "enriched"),
                (result.Copied, "copied unchanged"),
                (result.Complete, "complete before"),
                (result.Failed, "failed")));
        if (result.Skipped > 0)
        {
            table.AddRow("Passed over", $"{result.Skipped:N0}", PassedOver(result, detail, room));
        }

        if (result.Verified is { } verified)
        {
            Add(
                "Copies compared",
                verified.Sound + verified.Mended.Count,
                Parts((verified.Sound, "as they should be"), (verified.Mended.Count, "made anew")));
        }

        Add("Records", result.Records, []);
        Add("Sessions", result.SessionCount, result.SessionCount == 0 ? [] : ["with redacted events"]);
        var events = result.ConsoleEvents;
        Add("Events redacted", events.Redacted, Parts((events.Recovered, "recovered"), (events.StillRedacted, "that stay redacted")));
        Add("Addresses", result.Addresses.Redacted, Parts(result.Addresses));
        Add("User agents", result.Agents.Redacted, Parts(result.Agents));
        AddAgents(result.AgentRecords);
        Add("Look-alikes", result.LookAlikes, Parts([.. result.LookAlikeReasons.Select(one => (one.Events, Reasons.Short(one.Reason)))]));
        terminal.Console.Write(table);

        void AddAgents(AgentTotals agents)
        {
            if (agents.Records + agents.RequestsWithoutRecord > 0)
            {
                Add(
                    "Records of agents",
                    agents.Records,
                    Parts(agents.ByReason.Select(
                        one => (one.Value, one.Key == Reason.None ? "with the agent's call" : Reasons.Short(one.Key)))));
                Add("Requests of agents", agents.RequestsWithoutRecord, ["without a record"]);
            }
        }

        void Add(string name, long count, IEnumerable<string> parts) =>
            table.AddRow(name, $"{count:N0}", Markup.Escape(Joined(parts, " + ", room)));
    }

    private static IEnumerable<string> Parts(MatchTotals totals) => Parts(
        (totals.BySignIn, "recovered by sign-in"),
        (totals.ByBrowserSibling, "recovered by browser call"),
        (totals.Ambiguous, "ambiguous"),
        (totals.Unresolved, "without evidence"));

    private static IEnumerable<string> Parts(params IEnumerable<(long Count, string Name)> parts) =>
        parts.Where(part => part.Count > 0).Select(part => $"{part.Count:N0} {part.Name}");

    /// <summary>What was passed over; by name where that is asked for, or may explain why nothing was found.</summary>
    private static string PassedOver(CompletedReplay result, Detail detail, int? room)
    {
        var isNamed = detail == Detail.Verbose || result.FoundNoLogFile;
        var lines = result.PassedOver.SelectMany<PassedOver, string>(one => (isNamed, room) switch
        {
            (false, _) => [$"{one.Count:N0} {one.Description}"],
            (true, null) => [Visible(one.ToString())],
            _ => one.First.Select(name => Fitted(name, room)).Prepend($"{one.Count:N0} {one.Description}:"),
        });
        return Markup.Escape(string.Join('\n', lines));
    }
}
