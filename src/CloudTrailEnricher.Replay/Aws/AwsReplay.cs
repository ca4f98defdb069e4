using CloudTrailEnricher.Aws;
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

        if (aws.Write && options.Selection is { } selection)
        {
            throw new UsageException($"{selection}: --write makes copies for everyone, of whole files; leave the selection out");
        }

        var account = AwsAccount.Open(aws, options.AnyAccount, options.EnrichedPrefix, environment);
        var source = account.Source(options.Inputs, input);
        new OverwriteCheck(source.Files, LocalFileSystem.Instance).Files(options);
        return aws.Write ? Writing(options, source, account) : Reading(options, source, account);
    }

    /// <summary>
    /// Evidence goes into the table and copies into the bucket. What has waited for the evidence is enriched here: there is no queue.
    /// </summary>
    private static ReplayRun Writing(ReplayOptions options, BucketSource source, AwsAccount account)
    {
        var seen = new InMemoryEvidence();
        var store = new S3LogStore(account.Clients.S3, account.Settings.KmsKeyArn);
        IFinishedCopies finished =
            options.Resume ? new CopiesInBucket(store, account.Settings.Passes.EnrichedPrefix) : new NoFinishedCopies();
        return Run(
            options,
            source,
            store,
            new EvidenceSeen(new DynamoDbEvidence(account.Table), seen),
            new DynamoDbWaitingList(account.Table),
            seen,
            RunOutput.Elsewhere(finished),
            account);
    }

    /// <summary>Evidence is the table's and what pass 1 finds; copies go to a folder, if anywhere.</summary>
    private static ReplayRun Reading(ReplayOptions options, BucketSource source, AwsAccount account)
    {
        var evidence = new InMemoryEvidence();
        var evidenceFile = options.IndexFile is null ? null : EvidenceFile.Load(options.IndexFile, evidence);
        var prefix = account.Settings.Passes.EnrichedPrefix;
        var folder = options.OutputFolder is null
            ? null
            : new OutputFolder(options.OutputFolder, prefix, source.PathInBucket, source.Files);
        var output = RunOutput.Open(
            options,
            folder,
            prefix,
            evidenceFile?.Id,
            file => (file.EventTime ?? DateTimeOffset.UnixEpoch).UtcDateTime);
        return Run(
            options,
            source,
            new DirectoryLogStore(new S3LogStore(account.Clients.S3).GetAsync, output.Target),
            new EvidenceOnly(evidence, account.HasTable ? new DynamoDbEvidence(account.Table) : null),
            new NothingWaits(),
            evidence,
            output,
            account,
            output.MayWrite ? evidenceFile : null);
    }

    private static ReplayRun Run(
        ReplayOptions options,
        BucketSource source,
        ILogStore store,
        IEvidenceStore sessions,
        IWaitingList waiting,
        InMemoryEvidence evidence,
        RunOutput output,
        AwsAccount account,
        EvidenceFile? evidenceFile = null)
    {
        var released = new InMemoryEnrichQueue();
        return new ReplayRun
        {
            Passes = TwoPasses.Create(
                source,
                store,
                sessions,
                waiting,
                released,
                account.Settings.Passes with
                {
                    Selection = options.Selection,
                    RewriteMcp = account.Settings.Passes.RewriteMcp || options.RewriteMcp,
                },
                output.Finished,
                new ReplayResult(ListLimits.For(options)),
                AtOnce),
            Evidence = evidence,
            EvidenceFile = evidenceFile,
            Output = output,
            Released = released,
            Owned = [account],
            CheckAsync = cancellationToken => account.CheckAsync(source, cancellationToken),
        };
    }
}
