using System.Text.RegularExpressions;
using CloudTrailEnricher.Replay;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Replay.Reports;
using Spectre.Console.Testing;
using static CloudTrailEnricher.Tests.Reports.ReportSamples;

namespace CloudTrailEnricher.Tests.Reports;

/// <summary>The tables for people, at every width.</summary>
public sealed partial class TableReportTests
{
    public static TheoryData<int?> Widths { get; } = new(60, 80, 120, 200, (int?)null);

    [Fact]
    public void At_80_columns_a_run_looks_like_this() => Assert.Equal(
        """
                             Console sessions
        ╭──────────────────────────────┬──────────────┬───────────╮
        │ Session                      │ Seen by      │ Recovered │
        ├──────────────────────────────┼──────────────┼───────────┤
        │ 123456789014 user/user-00004 │ ConsoleLogin │    0 of 1 │
        │ 2022-03-17T01:31:31Z         │ 203.0.113.1  │           │
        ├──────────────────────────────┼──────────────┼───────────┤
        │ 123456789010 user/user-00000 │ ConsoleLogin │    1 of 1 │
        │ 2022-03-17T01:31:31Z         │ 203.0.113.1  │           │
        ╰──────────────────────────────┴──────────────┴───────────╯
                                  What stays redacted, and why
        ╭────────┬─────────────────────────────────────────────────────────────────────╮
        │ Events │ What and why                                                        │
        ├────────┼─────────────────────────────────────────────────────────────────────┤
        │      1 │ Describe4                                                           │
        │        │ 123456789014 user/user-00004                                        │
        │        │ address and user agent from 2022-03-17T01:35:31Z on                 │
        │        │ no sign-in and no browser call of this session in the files; look   │
        │        │ for ConsoleLogin or SwitchRole at 2022-03-17T01:31:31Z in any       │
        │        │ region                                                              │
        ╰────────┴─────────────────────────────────────────────────────────────────────╯
                                   Totals
        ╭─────────────────┬───┬────────────────────────────────────╮
        │ Files           │ 1 │ 1 copied unchanged                 │
        │ Records         │ 0 │                                    │
        │ Sessions        │ 2 │ with redacted events               │
        │ Events redacted │ 2 │ 1 recovered + 1 that stay redacted │
        │ Addresses       │ 1 │ 1 without evidence                 │
        │ User agents     │ 2 │ 1 recovered by sign-in +           │
        │                 │   │ 1 without evidence                 │
        │ Look-alikes     │ 0 │                                    │
        ╰─────────────────┴───┴────────────────────────────────────╯
        No copies were written.

        """,
        string.Join(
            '\n',
            Print(Complete([Event(0, 0), Event(4, 4)], new ListLimits()), 80).Split('\n').Select(line => line.TrimEnd())));

    [Theory]
    [MemberData(nameof(Widths))]
    public void No_line_is_wider_than_the_terminal(int? width) =>
        Assert.All(Print(Everything(), width).Split('\n'), line => Assert.InRange(line.Length, 0, width ?? int.MaxValue));

    [Theory]
    [MemberData(nameof(Widths))]
    public void No_time_no_account_no_address_and_no_number_breaks(int? width)
    {
        var result = Everything();
        var text = Print(result, width);
        Assert.All(
            result.Sessions.Order(SessionResult.ByWeight).Take(20),
            session =>
            {
                Assert.Contains(session.Key.CreationDate.ToString(), text, StringComparison.Ordinal);
                Assert.Contains(session.Key.Account.ToString(), text, StringComparison.Ordinal);
                Assert.Contains($"{session.Recovered:N0} of {session.EventCount:N0}", text, StringComparison.Ordinal);
                Assert.Contains(Samples.Address, text, StringComparison.Ordinal);
            });
        Assert.Contains("│ 29,091 │", text, StringComparison.Ordinal);
        Assert.All(Digits.Matches(text).Select(match => match.Value), digits => Assert.True(IsWhole(digits), digits));
    }

    [Fact]
    public void A_pipe_gets_whole_lines_without_an_ellipsis()
    {
        var text = Print(Everything(), null);
        Assert.DoesNotContain('…', text.Replace("_2, …", "", StringComparison.Ordinal).Replace(", …", "", StringComparison.Ordinal));
        Assert.Contains("look for ConsoleLogin or SwitchRole at 2022-03-17T01:31:31Z in any region", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_stays_redacted_comes_first_and_the_rest_is_counted()
    {
        var text = Print(Everything(), 80);
        Assert.Contains(
            "The 20 of 150 sessions that matter most: those with events that stay redacted\nfirst. --verbose prints more.\n",
            text,
            StringComparison.Ordinal);
        Assert.Matches("[0-9,]+ of 5,819 events that stay redacted. --verbose prints more, --format csv", text);
        var verbose = Print(Everything(), 80, Detail.Verbose);
        Assert.Equal(150, SessionRow.Count(verbose[..verbose.IndexOf("What stays redacted", StringComparison.Ordinal)]));
        Assert.DoesNotContain("--verbose prints more", verbose, StringComparison.Ordinal);
    }

    [Fact]
    public void Look_alikes_are_counted_and_are_not_among_what_stays_redacted()
    {
        var lookAlikes = Enumerable.Range(0, 192).Select(number => Event((11 * number) + 10, 0));
        var text = Print(Complete(lookAlikes.Append(Event(0, 1)), new ListLimits()), 80);
        Assert.DoesNotContain("What stays redacted", text, StringComparison.Ordinal);
        Assert.Contains("│ Look-alikes     │ 192 │ 192 made by a service", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quiet_run_prints_failures_only()
    {
        Assert.Equal("", Print(Everything(), 80, Detail.Quiet));
        var failed = Everything() with { Failed = 1, Failures = [new FileFailure("logs/a.json", "is cut off")] };
        Assert.Equal(
            """
                 Files that failed
            ╭─────────────┬────────────╮
            │ File        │ Reason     │
            ├─────────────┼────────────┤
            │ logs/a.json │ is cut off │
            ╰─────────────┴────────────╯
            """,
            string.Join('\n', Print(failed, 80, Detail.Quiet).TrimEnd().Split('\n').Select(line => line.TrimEnd())));
    }

    [Fact]
    public void A_resumed_run_says_that_it_counts_itself_only()
    {
        var text = Print(Everything() with { Complete = 3 }, 80);
        Assert.Contains(
            "This run only: 3 of 4 files had complete copies, and what is in them is not\n"
            + "counted. For the sums of everything, run with --dry-run and without --resume.\n",
            text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_longer_than_the_line_stays_whole()
    {
        var path = "/" + new string('a', 200);
        var text = Print(Everything() with { Enriched = 1 }, 80, copies: path);
        Assert.EndsWith($"Enriched copies:\n{path}\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("123456789012 assumed-role/Admin/alice@example.com", 30, "123456789012 assumed-role/|Admin/alice@example.com")]
    [InlineData("123456789012 user/bob", 30, "123456789012 user/bob")]
    [InlineData("123456789012 assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/a", 30, "123456789012 assumed-role/|AWSReservedSSO_…3456789abcdef/|a")]
    [InlineData("a/b/c", 1, "a/|b/|c")]
    public void A_long_principal_breaks_after_a_slash_or_loses_its_middle(string principal, int width, string lines) =>
        Assert.Equal(lines, Terminal.Fitted(principal, width).Replace('\n', '|'));

    [Theory]
    [InlineData(100, null, 100)]
    [InlineData(null, null, null)]
    [InlineData(100, "72", 72)]
    [InlineData(null, "72", 72)]
    [InlineData(100, "0", 100)]
    [InlineData(100, "wide", 100)]
    [InlineData(10, null, 40)]
    public void COLUMNS_decides_then_the_terminal_and_a_pipe_has_no_width(int? terminal, string? columns, int? expected) =>
        Assert.Equal(expected, Terminal.WidthOf(terminal, columns));

    private static bool IsWhole(string digits) => digits.Length is 12 or 10 or 8 || digits.Length < 7;

    private static CompletedReplay Everything() =>
        Complete(Enumerable.Range(0, 32_000).Select(number => Event(number, number % 150)), new ListLimits());

    private static string Print(CompletedReplay result, int? width, Detail detail = Detail.Usual, string? copies = null)
    {
        using var console = new TestConsole();
        console.Profile.Width = width ?? 100_000;
        TableReport.Write(result with { Copied = 1 }, copies, detail, new Terminal(console, width));
        return console.Output;
    }

    [GeneratedRegex("[0-9]{7,}")]
    private static partial Regex Digits { get; }

    [GeneratedRegex("user/user-")]
    private static partial Regex SessionRow { get; }
}
