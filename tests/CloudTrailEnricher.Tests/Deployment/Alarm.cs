using System.Globalization;
using System.Text.Json.Nodes;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>
/// An alarm of the template, evaluated as CloudWatch does it (CloudWatch manual, "Evaluating an alarm"): it rings when each of its last
/// periods breaches; a period without data breaches or does not, as the alarm says.
/// </summary>
internal sealed class Alarm(JsonObject properties)
{
    /// <summary>The alarm's name without the stack's.</summary>
    public string Name => ((string)properties["AlarmName"]!)["enricher".Length..];

    private int Periods => Number(properties["EvaluationPeriods"]);

    private int PeriodMinutes => Metrics().Max(metric => metric.Period) / 60;

    /// <summary>After how many minutes of a break the alarm rings; null where it does not within a day.</summary>
    /// <param name="before">The metrics of each minute before the break.</param>
    /// <param name="after">Those of each minute after it, by the minutes since.</param>
    public int? MinutesToRing(Measurements before, Func<int, Measurements> after)
    {
        // Periods are aligned; the break comes as one begins.
        var minutes = PeriodMinutes;
        for (var end = minutes; end <= 1440; end += minutes)
        {
            var breaching = Enumerable.Range(0, Periods).All(at => Breaches(end - ((at + 1) * minutes), minutes, before, after));
            if (breaching)
            {
                return end;
            }
        }

        return null;
    }

    private bool Breaches(int from, int minutes, Measurements before, Func<int, Measurements> after)
    {
        var values = Metrics().ToDictionary(
            metric => metric.Id,
            metric => Aggregate(metric, Enumerable.Range(from, minutes).Select(minute => minute < 0 ? before : after(minute))));
        var expression = (properties["Metrics"] as JsonArray)?.Select(
            metric => (string?)metric!["Expression"]).Single(one => one is not null);
        var value = expression is null ? values.Values.Single() : MetricMath.Evaluate(expression, values);
        var threshold = Number(properties["Threshold"]);
        return value is null ? (string?)properties["TreatMissingData"] == "breaching"
            : (string?)properties["ComparisonOperator"] == "LessThanThreshold" ? value < threshold
            : value > threshold;
    }

    private static double? Aggregate(Metric metric, IEnumerable<Measurements> minutes)
    {
        var measured = minutes.Select(minute => minute.Of(metric.Name)).OfType<double>().ToArray();
        return measured.Length == 0 ? null : metric.Statistic == "Maximum" ? measured.Max() : measured.Sum();
    }

    private IEnumerable<Metric> Metrics() => properties["Metrics"] is JsonArray all
        ? all.Where(metric => metric!["MetricStat"] is not null).Select(metric => new Metric(
            (string)metric!["Id"]!,
            NameOf((JsonObject)metric["MetricStat"]!["Metric"]!),
            (string)metric["MetricStat"]!["Stat"]!,
            Number(metric["MetricStat"]!["Period"])))
        : [new Metric("it", NameOf(properties), (string)properties["Statistic"]!, Number(properties["Period"]))];

    private static string NameOf(JsonObject metric) =>
        (metric["Dimensions"] is JsonArray dimensions ? $"{dimensions.Single()!["Value"]} " : "") + metric["MetricName"];

    private static int Number(JsonNode? value) => int.Parse((string)value!, CultureInfo.InvariantCulture);

    private sealed record Metric(string Id, string Name, string Statistic, int Period);
}

/// <summary>What is measured in a minute: values by metric, after the resource that it is of; nothing where nobody measured.</summary>
internal sealed record Measurements(params (string Metric, double Value)[] Values)
{
    public double? Of(string metric) => Values.Where(one => one.Metric == metric).Select(one => (double?)one.Value).SingleOrDefault();
}
