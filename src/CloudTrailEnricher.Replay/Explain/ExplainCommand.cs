using CloudTrailEnricher.Replay.Aws;
using CloudTrailEnricher.Replay.Files;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Replay.Reports;

namespace CloudTrailEnricher.Replay.Explain;

/// <summary>Explains why an event, a principal's events or a session's carry the address and agent that they do.</summary>
internal static class ExplainCommand
{
    /// <summary>Looks, and prints what it finds.</summary>
    /// <returns>Whether the subject was found.</returns>
    /// <exception cref="UsageException">The arguments make no sense.</exception>
    public static async Task<bool> RunAsync(
        ExplainOptions options, TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        var subject = Subject.Parse(options.Subject);
        var where = options.Inputs.Count == 0 ? "events" : string.Join(", ", options.Inputs);
        if (options.Aws is { } aws)
        {
            using var account = await AwsExplanations.OpenAsync(
                options, aws, where, input, Environment.GetEnvironmentVariable, cancellationToken);
            return await RunAsync(subject, account.Source, options.Format, output, cancellationToken);
        }

        var inputs = ReplayInputs.Find(options.Inputs, input, copiesFolder: null, LocalFileSystem.Instance);
        var source = LogFileExplanations.OnDisk(inputs, where, options.AnyAccount);
        return await RunAsync(subject, source, options.Format, output, cancellationToken);
    }

    /// <summary>The same from any source.</summary>
    public static async Task<bool> RunAsync(
        Subject subject, IExplanationSource source, OutputFormat format, TextWriter output, CancellationToken cancellationToken)
    {
        var explanation = await source.FindAsync(subject, cancellationToken);
        if (explanation is { IsEmpty: true, Principals: [var only] })
        {
            // A part of a principal's name, and of one only: that is who is meant.
            subject = Subject.Parse(only);
            explanation = await source.FindAsync(subject, cancellationToken);
        }

        if (format == OutputFormat.Json)
        {
            ExplainJson.Write(subject, explanation, output);
        }
        else
        {
            new ExplainTable(Terminal.Create(output), explanation).Write(subject);
        }

        return !explanation.IsEmpty;
    }
}
