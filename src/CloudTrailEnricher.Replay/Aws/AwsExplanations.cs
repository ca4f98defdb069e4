using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Replay.Explain;

namespace CloudTrailEnricher.Replay.Aws;

/// <summary>Explains from the log files of a bucket, and from the evidence of a table where one is named.</summary>
internal sealed class AwsExplanations : IDisposable
{
    private readonly AwsAccount _account;

    private AwsExplanations(AwsAccount account, LogFileExplanations source) => (_account, Source) = (account, source);

    /// <summary>Where the facts come from.</summary>
    public IExplanationSource Source { get; }

    /// <exception cref="UsageException">The inputs, the settings or the profile are not what they should be.</exception>
    /// <exception cref="IOException">The account cannot be reached.</exception>
    public static async Task<AwsExplanations> OpenAsync(
        ExplainOptions options,
        AwsOptions aws,
        string where,
        TextReader input,
        Func<string, string?> environment,
        CancellationToken cancellationToken)
    {
        var account = AwsAccount.Open(aws, options.AnyAccount, enrichedPrefix: null, environment);
        var source = account.Source(options.Inputs, input);
        await account.CheckAsync(source, cancellationToken);
        var table = account.HasTable ? new DynamoDbEvidence(account.Table) : null;
        return new AwsExplanations(
            account, new LogFileExplanations(source, new S3LogStore(account.Clients.S3), account.Settings.Passes, where, table));
    }

    /// <inheritdoc/>
    public void Dispose() => _account.Dispose();
}
