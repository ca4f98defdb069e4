using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Replay.Files;
using CloudTrailEnricher.Replay.Outputs;
using CloudTrailEnricher.Replay.Reports;

namespace CloudTrailEnricher.Replay.Aws;

/// <summary>Composes a run against an account: read-only, with copies in a folder, or writing what the functions write.</summary>
internal static class AwsReplay
{
    /// <summary>Most of a file's time is spent waiting for S3.</summary>
    private const int AtOnce = 32;

    /// <exception cref="UsageException">The inputs, the settings or the profile are not what they should be.</exception>
    public static ReplayRun Compose(ReplayOptions options, AwsOptions aws, TextReader input, Func<string, string?> environment)
    {
        if (aws.Write && (options.OutputFolder is null || options.IndexFile is not null))
        {
            throw new UsageException(options.OutputFolder is null
                ? "--write and --dry-run exclude each other"
                : "--index is for runs that do not --write: the table holds the evidence");
        }

        if (aws.Write && options.Verify)
        {
            throw new UsageException("--verify compares copies in a folder; with --write they are in the bucket");
        }

        try
        {
            var settings = Settings(options, aws, environment);
            var bucket = aws.Bucket ?? environment("SOURCE_BUCKET");
            var clients = new AwsClients(Connection(aws, environment));
            var source = new BucketSource(options.Inputs, bucket, new S3Listing(clients.S3), input);
            new OverwriteCheck(source.Files, LocalFileSystem.Instance).Files(options);
            return aws.Write
                ? Writing(options, source, clients, settings)
                : Reading(options, source, clients, settings, HasTable(aws, environment));
        }
        catch (AwsSettingsException e)
        {
            throw new UsageException(e.Message);
        }
    }

    /// <summary>
    /// Evidence goes into the table and copies into the bucket. What has waited for the evidence is enriched here: there is no queue.
    /// </summary>
    private static ReplayRun Writing(ReplayOptions options, BucketSource source, AwsClients clients, AwsSettings settings)
    {
        var seen = new InMemoryEvidence();
        var table = new SessionsTable(clients.DynamoDb, settings.SessionsTable, settings.EvidenceRetention, TimeProvider.System);
        var store = new S3LogStore(clients.S3, settings.KmsKeyArn);
        IFinishedCopies finished = options.Resume ? new CopiesInBucket(store, settings.Passes.EnrichedPrefix) : new NoFinishedCopies();
        return Run(
            options,
            source,
            store,
            new EvidenceSeen(new DynamoDbEvidence(table), seen),
            new DynamoDbWaitingList(table),
            settings.Passes,
            seen,
            RunOutput.Elsewhere(finished),
            [table, clients]);
    }

    /// <summary>Evidence is the table's and what pass 1 finds; copies go to a folder, if anywhere.</summary>
    private static ReplayRun Reading(ReplayOptions options, BucketSource source, AwsClients clients, AwsSettings settings, bool hasTable)
    {
        var evidence = new InMemoryEvidence();
        var evidenceFile = options.IndexFile is null ? null : EvidenceFile.Load(options.IndexFile, evidence);
        var table = hasTable
            ? new SessionsTable(clients.DynamoDb, settings.SessionsTable, settings.EvidenceRetention, TimeProvider.System)
            : null;
        var folder = options.OutputFolder is null
            ? null
            : new OutputFolder(options.OutputFolder, settings.Passes.EnrichedPrefix, source.PathInBucket, source.Files);
        var output = RunOutput.Open(
            options,
            folder,
            settings.Passes.EnrichedPrefix,
            evidenceFile?.Id,
            file => (file.EventTime ?? DateTimeOffset.UnixEpoch).UtcDateTime);
        var store = new DirectoryLogStore(new S3LogStore(clients.S3).GetAsync, output.Target);
        return Run(
            options,
            source,
            store,
            new EvidenceOnly(evidence, table is null ? null : new DynamoDbEvidence(table)),
            new NothingWaits(),
            settings.Passes,
            evidence,
            output,
            table is null ? [clients] : [table, clients],
            output.MayWrite ? evidenceFile : null);
    }

    private static ReplayRun Run(
        ReplayOptions options,
        BucketSource source,
        ILogStore store,
        IEvidenceStore sessions,
        IWaitingList waiting,
        PassOptions passes,
        InMemoryEvidence evidence,
        RunOutput output,
        IReadOnlyList<IDisposable> owned,
        EvidenceFile? evidenceFile = null)
    {
        var released = new InMemoryEnrichQueue();
        return new ReplayRun
        {
            Passes = TwoPasses.Create(
                source, store, sessions, waiting, released, passes, output.Finished, new ReplayResult(ListLimits.For(options)), AtOnce),
            Evidence = evidence,
            EvidenceFile = evidenceFile,
            Output = output,
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
        var passes = settings.Passes with
        {
            HandOver = false,
            SettleTime = TimeSpan.Zero,
            RewriteMcp = settings.Passes.RewriteMcp || options.RewriteMcp,
        };
        return settings with { Passes = passes };
    }

    private static bool HasTable(AwsOptions aws, Func<string, string?> environment) =>
        (aws.Table ?? environment("SESSIONS_TABLE")) is { Length: > 0 };
}
