using Amazon.Runtime;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Aws;

/// <summary>The account that a run works against: settings, clients, the table.</summary>
internal sealed class AwsAccount : IDisposable
{
    /// <summary>A session that nobody has, to ask the table for.</summary>
    private static readonly SessionKey NoSession =
        SessionKey.TryCreate("arn:aws:iam::000000000000:user/nobody", "2000-01-01T00:00:00Z", out var key) ? key : default;

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
                new AwsClients(WithRegion(Connection(options, environment))),
                options.Bucket ?? environment("SOURCE_BUCKET"),
                hasTable: (options.Table ?? environment("SESSIONS_TABLE")) is { Length: > 0 });
        }
        catch (AwsSettingsException e)
        {
            throw new UsageException(string.Join("; ", e.Problems));
        }
    }

    /// <summary>The log files that the command line names.</summary>
    /// <exception cref="UsageException">An argument is nothing that can be replayed.</exception>
    public BucketSource Source(IReadOnlyList<string> inputs, TextReader standardInput) =>
        new(inputs, _bucket, new S3Listing(Clients.S3), standardInput);

    /// <summary>
    /// Tries what every file will need, so that a wrong bucket, table, region or caller is named once, before anything is done.
    /// </summary>
    /// <exception cref="UsageException">It was refused.</exception>
    /// <exception cref="IOException">A store failed.</exception>
    public async Task CheckAsync(BucketSource source, CancellationToken cancellationToken)
    {
        try
        {
            await source.CheckAsync(cancellationToken);
            if (HasTable)
            {
                await new DynamoDbEvidence(Table).FindAsync(NoSession, consistent: false, cancellationToken);
            }
        }
        catch (AwsSetupException e)
        {
            throw new UsageException(e.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _table?.Dispose();
        Clients.Dispose();
    }

    private static AwsConnection Connection(AwsOptions options, Func<string, string?> environment)
    {
        if (options.EndpointUrl is { } url && !Uri.TryCreate(url, UriKind.Absolute, out _))
        {
            throw new UsageException($"--endpoint-url {url}: must be a URL such as http://127.0.0.1:5000");
        }

        var connection = AwsConnection.FromEnvironment(name => name switch
        {
            "AWS_REGION" => options.Region ?? environment(name),
            "AWS_ENDPOINT_URL" => options.EndpointUrl ?? environment(name),
            "AWS_ENDPOINT_URL_S3" or "AWS_ENDPOINT_URL_DYNAMODB" or "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"
                when options.EndpointUrl is not null => null,
            _ => environment(name),
        });
        return options.Profile is null ? connection : connection.WithProfile(options.Profile);
    }

    /// <summary>An endpoint needs no region; AWS does.</summary>
    private static AwsConnection WithRegion(AwsConnection connection) =>
        connection.Region is not null || (connection.Endpoint ?? connection.S3Endpoint) is not null
            ? connection
            : connection with
            {
                Region = FallbackRegionFactory.GetRegionEndpoint()?.SystemName ?? throw new UsageException(
                    "no region: name the account's with --aws-region, AWS_REGION, or in the profile (aws configure set region)"),
            };

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
