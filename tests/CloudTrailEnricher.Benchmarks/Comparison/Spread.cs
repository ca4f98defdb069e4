using System.Globalization;

namespace CloudTrailEnricher.Benchmarks.Comparison;

/// <summary>What several runs came to.</summary>
/// <param name="Least">The least of them.</param>
/// <param name="Median">The one in the middle.</param>
/// <param name="Most">The most of them.</param>
internal readonly record struct Spread(double Least, double Median, double Most)
{
    public static Spread Of(IEnumerable<double> figures)
    {
        var ordered = figures.Order().ToArray();
        return ordered.Length == 0 ? default : new Spread(ordered[0], ordered[ordered.Length / 2], ordered[^1]);
    }

    /// <summary>Such as <c>1.6 (1.5–1.8)</c>; empty where nothing was measured.</summary>
    public override string ToString() =>
        Most == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Median:0.0} ({Least:0.0}–{Most:0.0})");
}
