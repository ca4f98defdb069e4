using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Replay.Outputs;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Aws;

/// <summary>Puts a run against an account together: read-only, with copies in a folder, or writing what the functions write.</summary>
internal static class AwsReplay
{
    /// <summary>Most of a file's time is spent waiting for S3.</summary>
    private const int AtOnce = 32;

    /// <exception cref="UsageException">The inputs, the settings or the profile are not what they should be.</exception>
    public static ReplayRun Compose(ReplayOptions options, AwsOptions aws, TextReader input, Func<string, string?> environment)
    {
        if (aws.Write && (options.OutputFolder is null || options.IndexFile is not null))
        {
            throw new UsageException(options.OutputFolder is null ? "--write and --dry-run exclude each other" : "--index is for runs that do not --write: the table holds the evidence");
        }

        try
        {
            var settings = Settings(options, aws, environment);
            var bucket = aws.Bucket ?? environment("SOURCE_BUCKET");
            var clients = new AwsClients(Connection(aws, environment));
            var source = new BucketSource(options.Inputs, bucket, new S3Listing(clients.S3), input);
            return aws.Write ? Writing(options, source, clients, settings) : Reading(options, source, clients, settings, HasTable(aws, environment));
        }
        catch (AwsSettingsException e)
        {
            throw new UsageException(e.Message);
        }
    }

    /// <summary>Evidence goes into the table and copies into the bucket. What has waited for the evidence is enriched here: there is no queue.</summary>
    private static ReplayRun Writing(ReplayOptions options, BucketSource source, AwsClients clients, AwsSettings settings)
    {
        var seen = new InMemorySessionIndex();
        var table = new DynamoDbSessionIndex(clients.DynamoDb, settings.SessionsTable, settings.EvidenceRetention, TimeProvider.System);
        var store = new S3LogStore(clients.S3, settings.KmsKeyArn);
        IFinishedCopies finished = options.Resume ? new CopiesInBucket(store, settings.Passes.EnrichedPrefix) : new NoFinishedCopies();
        return Run(source, store, new EvidenceSeen(table, seen), settings.Passes, seen, finished, [table, clients]);
    }

    /// <summary>Evidence is the table's and what pass 1 finds; copies go to a folder, if anywhere.</summary>
    private static ReplayRun Reading(ReplayOptions options, BucketSource source, AwsClients clients, AwsSettings settings, bool hasTable)
    {
        var evidence = new InMemorySessionIndex();
        var evidenceFile = options.IndexFile is null ? null : EvidenceFile.Load(options.IndexFile, evidence);
        var marker = options.OutputFolder is null ? null : OutputMarker.Open(options.OutputFolder, evidenceFile?.Id, options.Resume);
        var table = hasTable ? new DynamoDbSessionIndex(clients.DynamoDb, settings.SessionsTable, settings.EvidenceRetention, TimeProvider.System) : null;
        var folder = options.OutputFolder is null ? null : new OutputFolder(options.OutputFolder);
        var store = new DirectoryLogStore(new S3LogStore(clients.S3).GetAsync, folder);
        IFinishedCopies finished = folder is null
            ? new NoFinishedCopies()
            : new CopiesInFolder(folder, settings.Passes.EnrichedPrefix, file => (file.EventTime ?? DateTimeOffset.UnixEpoch).UtcDateTime, options.Resume ? marker : null);
        return Run(
            source, store, new EvidenceOnly(evidence, table), settings.Passes, evidence, finished, table is null ? [clients] : [table, clients], evidenceFile, marker);
    }

    private static ReplayRun Run(
        BucketSource source,
        ILogStore store,
        ISessionIndex sessions,
        PassOptions passes,
        InMemorySessionIndex evidence,
        IFinishedCopies finished,
        IReadOnlyList<IDisposable> owned,
        EvidenceFile? evidenceFile = null,
        OutputMarker? marker = null)
    {
        var released = new InMemoryEnrichQueue();
        return new ReplayRun
        {
            Passes = TwoPasses.Over(source, store, sessions, released, passes, finished, AtOnce),
            Evidence = evidence,
            EvidenceFile = evidenceFile,
            Marker = marker,
            Released = released,
            Owned = owned,
        };
    }

    private static AwsConnection Connection(AwsOptions aws, Func<string, string?> environment)
    {
        var connection = AwsConnection.FromEnvironment(name => name switch
        {
            "AWS_REGION" => aws.Region ?? environment(name),
            "AWS_ENDPOINT_URL" => aws.EndpointUrl ?? environment(name),
            _ => environment(name),
        });
        return aws.Profile is null ? connection : connection.WithProfile(aws.Profile);
    }

    /// <summary>The functions' own settings, as options or as environment variables. Only a run that writes must know the table.</summary>
    private static AwsSettings Settings(ReplayOptions options, AwsOptions aws, Func<string, string?> environment)
    {
        var settings = AwsSettings.FromEnvironment(name => name switch
        {
            "SOURCE_BUCKET" => aws.Bucket ?? environment(name) ?? "any",
            "SESSIONS_TABLE" => aws.Table ?? environment(name) ?? (aws.Write ? null : "none"),
            "ENRICH_QUEUE_URL" => "https://localhost/",
            "ENRICHED_PREFIX" => options.EnrichedPrefix != EnrichedPrefix.Default.Value ? options.EnrichedPrefix : environment(name),
            _ => environment(name),
        });
        return settings with { Passes = settings.Passes with { HandOver = false, SettleTime = TimeSpan.Zero } };
    }

    private static bool HasTable(AwsOptions aws, Func<string, string?> environment) => (aws.Table ?? environment("SESSIONS_TABLE")) is { Length: > 0 };
}
