namespace CloudTrailEnricher.Replay.Explain;

/// <summary>What one explanation is asked for.</summary>
/// <param name="Subject">An event, a principal or a session.</param>
/// <param name="Inputs">Paths, or <c>-</c>; none means the samples.</param>
/// <param name="Format">How to print it.</param>
/// <param name="AnyAccount">Whether evidence counts in a file of any account's folder, not only in its principal's.</param>
internal sealed record ExplainOptions(string Subject, IReadOnlyList<string> Inputs, OutputFormat Format, bool AnyAccount = false)
{
    /// <summary>The account to look in; null for files on disk.</summary>
    public AwsOptions? Aws { get; init; }
}
