namespace CloudTrailEnricher.Functions.Metrics;

/// <summary>One value of a metric.</summary>
/// <param name="Name">The metric's name, 1 to 1,024 characters.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">The unit, as CloudWatch names it.</param>
internal readonly record struct Metric(string Name, long Value, string Unit)
{
    /// <summary>So many of something.</summary>
    public static Metric Count(string name, long value) => new(name, value, "Count");

    /// <summary>So many seconds; nothing where they are unknown: a zero would say that nobody waited.</summary>
    public static Metric[] Seconds(string name, long? value) => value is { } seconds ? [new(name, seconds, "Seconds")] : [];
}
