using System.Globalization;
using System.Text.RegularExpressions;
using CloudTrailEnricher.Tests.Documentation;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>Every link of the chain is broken once: which alarm rings first, and when. The runbook's table says the same.</summary>
public sealed partial class BreakTests
{
    /// <summary>A trail of 20 files a minute, in good health.</summary>
    private static readonly Measurements Healthy = new([.. Indexing, .. Enriching]);

    private static readonly Alarm[] Alarms = [.. Stack.Plain.OfType("AWS::CloudWatch::Alarm").Select(alarm => new Alarm(alarm.Properties))];

    private static (string, double)[] Indexing =>
        [("FilesIndexed", 20), ("FilesReleased", 0), ("SessionsRedacted", 2)];

    private static (string, double)[] Enriching =>
    [
        ("FilesCopied", 18), ("FilesPublished", 2), ("SessionsUnresolved", 0), ("FieldsRedacted", 4), ("FieldsRecoveredBySignIn", 4),
        ("FieldsRecoveredByBrowserSibling", 0), ("FieldsAmbiguous", 0), ("FieldsUnresolved", 0), (
            "EnrichQueue.QueueName ApproximateAgeOfOldestMessage", 1),
    ];

    /// <summary>What is measured after each break, minute by minute.</summary>
    private static readonly Dictionary<string, Func<int, Measurements>> Breaks = new()
    {
        ["The bucket sends nothing: EventBridge is off, the trail is stopped, `TrailPrefix` is wrong"] = _ => new(),
        ["EventBridge may not invoke pass 1"] = _ => new(("LogFileCreatedRule FailedInvocations", 20)),
        ["EventBridge cannot reach `IndexDeadLetterQueue`: its policy is gone"] =
            _ => new(("LogFileCreatedRule InvocationsFailedToBeSentToDlq", 20)),
        ["Pass 1 may not read the log files, or not use their key"] = _ => new(("IndexFailures", 20), ("IndexFunction Errors", 20)),
        ["Pass 1 may not send to `EnrichQueue`"] = _ => new(("IndexFailures", 20), ("IndexFunction Errors", 20)),
        ["DynamoDB throttles `SessionsTable`"] = _ => new(
            [("FilesIndexed", 10), ("IndexFailures", 10), ("IndexFunction Errors", 10), ("EnrichFailures", 10), ("FilesCopied", 9)]),
        ["Lambda cannot put what failed into `IndexDeadLetterQueue`"] =
            _ => new([.. Indexing, .. Enriching, ("IndexFunction DeadLetterErrors", 1)]),
        ["Pass 1 does not start: wrong settings, wrong `Host`"] = _ => new(("IndexFunction Errors", 20)),
        ["Pass 2 does not start"] = minute => new([.. Indexing, ("EnrichFunction Errors", 20), Waiting(minute)]),
        ["The queue's poller is off, or may not read the queue"] = minute => new([.. Indexing, Waiting(minute)]),
        ["Pass 2 may not write the copies, or not use their key"] =
            minute => new([.. Indexing, ("EnrichFailures", 20), ("FilesHeld", 1), Waiting(minute)]),
        ["Pass 2 may not read `SessionsTable`"] =
            minute => new([.. Indexing, ("EnrichFailures", 4), ("FilesCopied", 18), Waiting(minute)]),
        ["The account's concurrency is used up"] =
            minute => new([("IndexFunction Throttles", 20), ("EnrichFunction Throttles", 20), Waiting(minute)]),
    };

    [Fact]
    public void In_good_health_no_alarm_rings() =>
        Assert.Empty(Alarms.Where(alarm => alarm.MinutesToRing(Healthy, _ => Healthy) is not null).Select(alarm => alarm.Name));

    [Fact]
    public void The_runbook_says_which_alarm_rings_first_and_when() =>
        Assert.Equal(
            Breaks.Select(one => $"{one.Key}: {First(one.Value)}").Order(StringComparer.Ordinal),
            Row.Matches(Page.Text("docs/runbook.md"))
                .Select(row => $"{row.Groups["break"].Value}: {row.Groups["alarm"].Value} after {row.Groups["minutes"].Value} min")
                .Order(StringComparer.Ordinal));

    [Fact]
    public void Every_break_is_heard_of_within_the_silence_window() => Assert.All(
        Breaks,
        one => Assert.InRange(
            Alarms.Min(alarm => alarm.MinutesToRing(Healthy, one.Value) ?? int.MaxValue),
            1,
            int.Parse((string)Template.Parameters["SilenceMinutes"]!["Default"]!, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("60", 60)]
    [InlineData("720", 720)]
    public void A_quiet_trail_gets_a_longer_silence(string minutes, int expected)
    {
        var silence = new Alarm(Stack.With(("SilenceMinutes", minutes)).Properties("IndexSilenceAlarm"));
        Assert.Equal(expected, silence.MinutesToRing(Healthy, _ => new()));

        // One file within the window is enough.
        Assert.Null(silence.MinutesToRing(Healthy, minute => minute % expected == expected - 1 ? Healthy : new()));
    }

    [Fact]
    public void One_damaged_file_on_a_quiet_trail_rings_no_alarm_of_shares() =>
        Assert.Empty(Alarms
            .Where(alarm => alarm.Name is "-index-failures" or "-enrich-failures")
            .Where(
                alarm => alarm.MinutesToRing(
                    new(), minute => minute is 0 or 2 or 4 ? new(("IndexFailures", 1), ("EnrichFailures", 1)) : new()) is not null)
            .Select(alarm => alarm.Name));

    private static string First(Func<int, Measurements> after)
    {
        var first = Alarms.Select(alarm => (alarm.Name, Minutes: alarm.MinutesToRing(Healthy, after)))
            .Where(alarm => alarm.Minutes is not null)
            .OrderBy(alarm => alarm.Minutes)
            .ThenBy(alarm => alarm.Name, StringComparer.Ordinal)
            .First();
        return string.Create(CultureInfo.InvariantCulture, $"{first.Name} after {first.Minutes} min");
    }

    private static (string, double) Waiting(int minute) => ("EnrichQueue.QueueName ApproximateAgeOfOldestMessage", 60 * (minute + 1));

    [GeneratedRegex(@"^\| (?<break>[^|]+) \| `(?<alarm>-[a-z-]+)` \| (?<minutes>\d+) min \|$", RegexOptions.Multiline)]
    private static partial Regex Row { get; }
}
