using System.Text;
using System.Text.Json;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Documentation;

/// <summary>The table in <c>docs/decisions.md</c> about a session that moves, against what the program does.</summary>
public sealed class MovedSessionTests
{
    private const string Heading = "## A session that moves\n";
    private const string Here = "203.0.113.1";
    private const string There = "198.51.100.66";

    private static readonly (string Time, string Record)[] Session =
    [
        ("09:00:00", SwitchRole(time: "2022-03-17T09:00:00Z", agent: "Mozilla/5.0 (laptop)", eventId: "s-1")),
        ("09:10:00", Hidden("09:10:00")),
        ("09:30:00", Call("09:30:00", Here, "laptop", "b-1")),
        ("09:45:00", Hidden("09:45:00", address: Here)),
        ("10:00:00", Hidden("10:00:00")),
        ("10:00:00", Hidden("10:00:00", address: There)),
        ("10:00:00", Hidden("10:00:00", address: "192.0.2.7")),
        ("10:30:00", Call("10:30:00", There, "phone", "b-2")),
        ("10:30:00", Hidden("10:30:00")),
        ("10:45:00", Hidden("10:45:00")),
        ("11:00:00", Call("11:00:00", There, "phone", "b-3")),
        ("11:30:00", Hidden("11:30:00")),
        ("unreadable", Hidden("unreadable")),
    ];

    [Fact]
    public void The_table_of_a_session_that_moves_is_what_the_program_makes_of_it()
    {
        var page = Page.Text("docs/decisions.md");
        var begin = page.IndexOf(Heading, StringComparison.Ordinal);
        Assert.True(begin >= 0, $"docs/decisions.md has no heading \"{Heading.Trim()}\"");
        var table = page[page.IndexOf("\n|", begin, StringComparison.Ordinal)..];
        table = table[1..(table.IndexOf("|\n\n", StringComparison.Ordinal) + 2)];
        Assert.True(Table() == table, $"docs/decisions.md, \"{Heading.Trim()}\": put this table in place of the one there:\n\n{Table()}");
    }

    private static string Table()
    {
        var enriched = JsonDocument.Parse(Enrich(File([.. Session.Select(one => one.Record)])).Text).RootElement.GetProperty("Records");
        var table = new StringBuilder("| Time | Record | `sourceIPAddress` | `userAgent` | `match` | Marks |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var ((time, source), record) in Session.Zip(enriched.EnumerateArray()))
        {
            using var before = JsonDocument.Parse(source);
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {time} | {Kind(before.RootElement)} | {Text(record, "sourceIPAddress")} | {Agent(record)} | {Decision(record)} |\n");
        }

        return table.ToString();
    }

    private static string Kind(JsonElement record) => Text(record, "eventName") switch
    {
        "SwitchRole" => "sign-in",
        "ListBuckets" => "browser call",
        _ when Text(record, "sourceIPAddress") == "AWS Internal" => "both fields redacted",
        _ => $"agent redacted, from {Text(record, "sourceIPAddress")}",
    };

    private static string Decision(JsonElement record)
    {
        if (!record.TryGetProperty("enrichment", out var enrichment))
        {
            return " | ";
        }

        var marks = new List<string>();
        if (enrichment.TryGetProperty("addressDiffers", out _))
        {
            marks.Add("`addressDiffers`");
        }

        if (enrichment.TryGetProperty("candidates", out var candidates))
        {
            marks.Add("candidates: " + string.Join(", ", candidates.EnumerateArray().Select(one => $"{Text(one, "sourceIPAddress")} {Agent(one)}")));
        }

        return $"`{Text(enrichment, "match")}`"
            + (enrichment.TryGetProperty("evidence", out var evidence) ? $", {Text(evidence, "eventID")}" : "")
            + " | " + string.Join("; ", marks);
    }

    private static string Hidden(string time, string address = "AWS Internal") =>
        Redacted(created: "2022-03-17T09:00:00Z", eventTime: time == "unreadable" ? time : $"2022-03-17T{time}Z", address: address);

    private static string Call(string time, string address, string agent, string id) =>
        Sibling($"2022-03-17T{time}Z", address, $"Mozilla/5.0 ({agent})", id).Replace(Created, "2022-03-17T09:00:00Z", StringComparison.Ordinal);

    private static string Agent(JsonElement record) => Text(record, "userAgent").Replace("Mozilla/5.0 ", "", StringComparison.Ordinal).Trim('(', ')');

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString()!;
}
