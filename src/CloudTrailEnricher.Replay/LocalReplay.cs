using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Replay.Files;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Replay.Outputs;
using CloudTrailEnricher.Replay.Reports;

namespace CloudTrailEnricher.Replay;

/// <summary>Composes a run over files on disk.</summary>
internal static class LocalReplay
{
    /// <exception cref="UsageException">
    /// The inputs, the prefix, the evidence file or the output folder is not what it should be.
    /// </exception>
    public static ReplayRun Compose(ReplayOptions options, TextReader standardInput, IFileSystem fileSystem)
    {
        var passes = new PassOptions
        {
            EnrichedPrefix = Prefix(options.EnrichedPrefix),
            SettleTime = TimeSpan.Zero,
            RequireMatchingAccount = !options.AnyAccount,
            RewriteMcp = options.RewriteMcp,
            AcceptAnyKey = true,
            HandOver = false,
            Selection = options.Selection,
        };
        var copiesFolder = options.OutputFolder is null ? null : OutputFolder.CopiesFolderOf(options.OutputFolder, passes.EnrichedPrefix);
        var inputs = ReplayInputs.Find(options.Inputs, standardInput, copiesFolder, fileSystem);
        var output = options.OutputFolder is null
            ? null
            : new OutputFolder(options.OutputFolder, passes.EnrichedPrefix, inputs.PathInBucket, inputs.Files);
        OverwriteCheck.Run(options, inputs, output, fileSystem);
        var evidence = new InMemoryEvidence();
        var evidenceFile = options.IndexFile is null ? null : EvidenceFile.Load(options.IndexFile, evidence);
        var copies = RunOutput.Open(options, output, passes.EnrichedPrefix, evidenceFile?.Id, SourceTime);
        var recent = new RecentSources();
        var store = new DirectoryLogStore(
            (file, cancellationToken) => recent.GetAsync(file, inputs.ReadAsync, cancellationToken), copies.Target);
        var released = new InMemoryEnrichQueue();
        return new ReplayRun
        {
            Passes = TwoPasses.Create(
                new LocalSource(inputs),
                store,
                new EvidenceOnly(evidence),
                new NothingWaits(),
                released,
                passes,
                copies.Finished,
                new ReplayResult(ListLimits.For(options))),
            Evidence = evidence,
            EvidenceFile = copies.MayWrite ? evidenceFile : null,
            Output = copies,
            Released = released,
        };

        DateTime SourceTime(ObjectCreated file) => inputs.TimeOf(file.File);
    }

    private static EnrichedPrefix Prefix(string value)
    {
        try
        {
            return new EnrichedPrefix(value);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message.Replace($" (Parameter '{e.ParamName}')", "", StringComparison.Ordinal));
        }
    }
}
