using System.Globalization;
using System.Text.RegularExpressions;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>The part of CloudWatch's metric math that the template's alarms use: numbers, metrics, + - * /, FILL and ABS.</summary>
internal sealed partial class MetricMath
{
    private readonly Queue<string> _tokens;
    private readonly IReadOnlyDictionary<string, double?> _metrics;

    private MetricMath(string expression, IReadOnlyDictionary<string, double?> metrics)
    {
        _tokens = new Queue<string>(Token.Matches(expression).Select(token => token.Value));
        _metrics = metrics;
    }

    /// <summary>The expression's value; null where it needs a metric that has none.</summary>
    public static double? Evaluate(string expression, IReadOnlyDictionary<string, double?> metrics)
    {
        var math = new MetricMath(expression, metrics);
        var value = math.Sum();
        Assert.Empty(math._tokens);
        return value;
    }

    private double? Sum()
    {
        var value = Product();
        while (_tokens.TryPeek(out var sign) && sign is "+" or "-")
        {
            value = _tokens.Dequeue() == "+" ? value + Product() : value - Product();
        }

        return value;
    }

    private double? Product()
    {
        var value = Factor();
        while (_tokens.TryPeek(out var sign) && sign is "*" or "/")
        {
            value = _tokens.Dequeue() == "*" ? value * Factor() : value / Factor();
        }

        return value;
    }

    private double? Factor()
    {
        var token = _tokens.Dequeue();
        switch (token)
        {
            case "(":
                return Closed(Sum());
            case "ABS":
                Take("(");
                return Closed(Sum() is { } value ? Math.Abs(value) : null);
            case "FILL":
                Take("(");
                var filled = Factor();
                Take(",");
                var otherwise = Factor();
                return Closed(filled ?? otherwise);
            default:
                return double.TryParse(token, CultureInfo.InvariantCulture, out var number) ? number : _metrics[token];
        }
    }

    private double? Closed(double? value)
    {
        Take(")");
        return value;
    }

    private void Take(string token) => Assert.Equal(token, _tokens.Dequeue());

    [GeneratedRegex(@"[A-Za-z]+|[0-9.]+|[-+*/(),]")]
    private static partial Regex Token { get; }
}
