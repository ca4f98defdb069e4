using System.Text.RegularExpressions;
using CloudTrailEnricher.Aws;

namespace CloudTrailEnricher.Functions;

/// <summary>What a deployment says in its functions' environment variables.</summary>
/// <param name="Aws">The settings of the passes.</param>
/// <param name="Connection">Where AWS is.</param>
/// <param name="MetricsNamespace"><c>POWERTOOLS_METRICS_NAMESPACE</c>: where metrics are counted; null for no metrics.</param>
public sealed partial record FunctionSettings(AwsSettings Aws, AwsConnection Connection, string? MetricsNamespace)
{
    /// <summary>Reads and checks all variables.</summary>
    /// <param name="variable">Gives a variable's value; null where it is not set.</param>
    /// <exception cref="AwsSettingsException">Names every variable that is missing or wrong, and what it should be.</exception>
    public static FunctionSettings FromEnvironment(Func<string, string?> variable)
    {
        var problems = new List<string>();
        var aws = Read(() => AwsSettings.FromEnvironment(variable), problems);
        var connection = Read(() => AwsConnection.FromEnvironment(variable), problems);
        var metrics = variable("POWERTOOLS_METRICS_NAMESPACE") is { Length: > 0 } name ? name : null;
        if (metrics is not null && !Namespace.IsMatch(metrics))
        {
            problems.Add(
                $"POWERTOOLS_METRICS_NAMESPACE is \"{metrics}\": must be 1 to 255 letters, digits, spaces and . - _ / # :, "
                + "not beginning with AWS/ or a colon, or nothing for no metrics");
        }

        return problems is [] ? new FunctionSettings(aws!, connection!, metrics) : throw new AwsSettingsException(problems);
    }

    private static T? Read<T>(Func<T> read, List<string> problems)
        where T : class
    {
        try
        {
            return read();
        }
        catch (AwsSettingsException e)
        {
            problems.AddRange(e.Problems);
            return null;
        }
    }

    /// <summary>CloudWatch manual, "Namespaces". Those that begin with <c>AWS/</c> are reserved.</summary>
    [GeneratedRegex(@"^(?!AWS/|:)(?=.*[^ ])[A-Za-z0-9 ._/#:-]{1,255}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Namespace { get; }
}
