using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Copies;

namespace CloudTrailEnricher.Replay.Aws;

/// <summary>The account that a run works against: settings, clients, the table.</summary>
internal sealed class AwsAccount : IDisposable
{
    private readonly string? _bucket;
    private SessionsTable? _table;

    private AwsAccount(AwsSettings settings, AwsClients clients, string? bucket, bool hasTable)
    {
        Settings = settings;
        Clients = clients;
        _bucket = bucket;
        HasTable = hasTable;
    }

    /// <summary>The functions' own settings.</summary>
    public AwsSettings Settings { get; }

    /// <summary>The clients.</summary>
    public AwsClients Clients { get; }

    /// <summary>Whether a table was named.</summary>
    public bool HasTable { get; }

    /// <summary>The table.</summary>
    public SessionsTable Table =>
        _table ??= new SessionsTable(Clients.DynamoDb, Settings.SessionsTable, Settings.EvidenceRetention, TimeProvider.System);

    /// <summary>Finds out where the account is, and as whom to call it.</summary>
    /// <param name="options">What the command line says.</param>
    /// <param name="anyAccount">Whether evidence counts in a file of any account's folder.</param>
    /// <param name="enrichedPrefix">The copies' prefix; null for the environment's.</param>
    /// <param name="environment">Gives a variable's value; null where it is not set.</param>
    /// <exception cref="UsageException">The settings or the profile are not what they should be.</exception>
    public static AwsAccount Open(AwsOptions options, bool anyAccount, string? enrichedPrefix, Func<string, string?> environment)
    {
        try
        {
            var settings = ReadSettings(options, enrichedPrefix, environment);
            if (anyAccount)
            {
                settings = settings with { Passes = settings.Passes with { RequireMatchingAccount = false } };
            }

            return new AwsAccount(
                settings,
                new AwsClients(Connection(options, environment)),
                options.Bucket ?? environment("SOURCE_BUCKET"),
                hasTable: (options.Table ?? environment("SESSIONS_TABLE")) is { Length: > 0 });
        }
        catch (AwsSettingsException e)
        {
            throw new UsageException(e.Message);
        }
    }

    /// <summary>The log files that the command line names.</summary>
    /// <exception cref="UsageException">An argument is nothing that can be replayed.</exception>
    public BucketSource Source(IReadOnlyList<string> inputs, TextReader standardInput) =>
        new(inputs, _bucket, new S3Listing(Clients.S3), standardInput);

    /// <inheritdoc/>
    public void Dispose()
    {
        _table?.Dispose();
        Clients.Dispose();
    }

    private static AwsConnection Connection(AwsOptions options, Func<string, string?> environment)
    {
        var connection = AwsConnection.FromEnvironment(name => name switch
        {
            "AWS_REGION" => options.Region ?? environment(name),
            "AWS_ENDPOINT_URL" => options.EndpointUrl ?? environment(name),
            _ => environment(name),
        });
        return options.Profile is null ? connection : connection.WithProfile(options.Profile);
    }

    /// <summary>The functions' own settings, as options or as environment variables. Only a run that writes must know the table.</summary>
    private static AwsSettings ReadSettings(AwsOptions options, string? enrichedPrefix, Func<string, string?> environment)
    {
        var settings = AwsSettings.FromEnvironment(name => name switch
        {
            "SOURCE_BUCKET" => options.Bucket ?? environment(name) ?? "any",
            "SESSIONS_TABLE" => options.Table ?? environment(name) ?? (options.Write ? null : "none"),
            "ENRICH_QUEUE_URL" => "https://localhost/",
            "ENRICHED_PREFIX" => enrichedPrefix is not null && enrichedPrefix != EnrichedPrefix.Default.Value
                ? enrichedPrefix
                : environment(name),
            _ => environment(name),
        });
        return settings with { Passes = settings.Passes with { HandOver = false, SettleTime = TimeSpan.Zero } };
    }
}
