using System.Buffers;
using System.Text.Json;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Replay;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Replay.Reports;
using Spectre.Console.Testing;

namespace CloudTrailEnricher.Tests.Reports;

/// <summary>Whatever the number of events, page, JSON, table and CSV say the same.</summary>
public sealed class EqualTotalsTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void Page_JSON_table_and_CSV_have_equal_totals(int count)
    {
        var collected = new ReplayResult(ListLimits.Most);
        var csv = new LineCount();
        using var rows = EventRows.Open(OutputFormat.Csv, csv)!;
        collected.Listen(rows.Add);
        foreach (var one in ReportSamples.Events(count))
        {
            collected.Add(new LogObject("", "a.json"), one);
        }

        var result = collected.Complete(_ => [], new InputNotes(), lookedFor: "");
        rows.Complete(result);
        var lookAlikes = count / 11;
        var events = count - lookAlikes;
        var open = Enumerable.Range(0, count).Count(number => number % 5 == 4 && number % 11 != 10);
        var expected = $"{events} events, {events - open} recovered, {open} stay redacted, {lookAlikes} look-alikes";

        Assert.Equal(expected, OfPage(result));
        Assert.Equal(expected, OfJson(result));
        Assert.Equal(expected, OfTable(result));
        Assert.Equal(events + 1, csv.Lines);
    }

    private static string OfPage(CompletedReplay result)
    {
        var json = new ArrayBufferWriter<byte>();
        ReportData.Write(json, result, new ReportHeading(DateTimeOffset.UnixEpoch, []));
        var data = JsonDocument.Parse(json.WrittenMemory).RootElement;
        var totals = data.GetProperty("totals");
        long[] events = [.. totals.GetProperty("events").EnumerateArray().Select(one => one.GetInt64())];
        Assert.Equal(events, Sum(data.GetProperty("services")));
        Assert.Equal(events, Sum(data.GetProperty("accounts")));
        Assert.Equal(events[2] + events[3], data.GetProperty("reasons").EnumerateArray().Sum(one => one[2].GetInt64()));
        Assert.Equal(
            events.Sum(),
            data.GetProperty("histogram").GetProperty("bars").EnumerateArray().Sum(one => one[1].GetInt64() + one[2].GetInt64()));
        Assert.Equal(
            events.Sum(),
            data.GetProperty("sessions").EnumerateArray()
                .Sum(one => one.GetProperty("counts").EnumerateArray().Sum(number => number.GetInt64())));
        return $"{events.Sum()} events, {events[0] + events[1]} recovered, {events[2] + events[3]} stay redacted, "
            + $"{totals.GetProperty("lookAlikes")} look-alikes";
    }

    private static long[] Sum(JsonElement rows) =>
        [.. Enumerable.Range(1, 4).Select(column => rows.EnumerateArray().Sum(row => row[column].GetInt64()))];

    private static string OfJson(CompletedReplay result)
    {
        var output = new StringWriter();
        JsonReport.Write(result, output);
        var document = JsonDocument.Parse(output.ToString()).RootElement;
        var totals = document.GetProperty("totals");
        var events = totals.GetProperty("events");
        var notListed = totals.TryGetProperty("stillRedactedNotListed", out var number) ? number.GetInt32() : 0;
        Assert.Equal(events.GetProperty("stillRedacted").GetInt32(), document.GetProperty("stillRedacted").GetArrayLength() + notListed);
        return $"{events.GetProperty("redacted")} events, {events.GetProperty("recovered")} recovered, "
            + $"{events.GetProperty("stillRedacted")} stay redacted, {totals.GetProperty("lookAlikes")} look-alikes";
    }

    private static string OfTable(CompletedReplay result)
    {
        using var console = new TestConsole();
        console.Profile.Width = 1000;
        TableReport.Write(result, copies: null, Detail.Usual, new Terminal(console, null));
        string Cell(string name, int column) =>
            console.Output.Split('\n').Single(line => line.StartsWith($"│ {name} ", StringComparison.Ordinal)).Split('│')[column]
                .Replace(",", "", StringComparison.Ordinal).Trim();
        var parts = Cell("Events redacted", 3).Split(" + ").Select(part => part.Split(' ')).ToDictionary(part => part[1], part => part[0]);
        return $"{Cell("Events redacted", 2)} events, {parts.GetValueOrDefault("recovered", "0")} recovered, "
            + $"{parts.GetValueOrDefault("that", "0")} stay redacted, {Cell("Look-alikes", 2)} look-alikes";
    }

    /// <summary>Counts line feeds, and keeps nothing.</summary>
    private sealed class LineCount : TextWriter
    {
        public int Lines { get; private set; }

        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

        public override void Write(char value) => Lines += value == '\n' ? 1 : 0;

        public override void Write(ReadOnlySpan<char> buffer) => Lines += buffer.Count('\n');

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(string? value) => Write(value.AsSpan());
    }
}
