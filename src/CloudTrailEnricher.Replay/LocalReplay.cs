using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Replay.Outputs;

namespace CloudTrailEnricher.Replay;

/// <summary>Puts a run over files on disk together.</summary>
internal static class LocalReplay
{
    /// <exception cref="UsageException">The prefix, the evidence file or the output folder is not what it should be.</exception>
    public static ReplayRun Compose(ReplayOptions options, ReplayInputs inputs)
    {
        var passes = new PassOptions
        {
            EnrichedPrefix = Prefix(options.EnrichedPrefix),
            SettleTime = TimeSpan.Zero,
            RequireMatchingAccount = false,
            AcceptAnyKey = true,
            HandOver = false,
        };
        var evidence = new InMemorySessionIndex();
        var evidenceFile = options.IndexFile is null ? null : EvidenceFile.Load(options.IndexFile, evidence);
        var marker = options.OutputFolder is null ? null : OutputMarker.Open(options.OutputFolder, evidenceFile?.Id, options.Resume);
        var store = new DirectoryLogStore(inputs.PathOf, options.OutputFolder);
        var sessions = new EvidenceOnly(evidence);
        var released = new InMemoryEnrichQueue();
        IFinishedCopies finished = options.OutputFolder is null
            ? new NoFinishedCopies()
            : new CopiesInFolder(new OutputFolder(options.OutputFolder), passes.EnrichedPrefix, SourceTime, options.Resume ? marker : null);
        return new ReplayRun
        {
            Passes = TwoPasses.Over(new LocalSource(inputs), store, sessions, released, passes, finished),
            Evidence = evidence,
            EvidenceFile = evidenceFile,
            Marker = marker,
            Released = released,
        };

        DateTime SourceTime(ObjectCreated file) => File.GetLastWriteTimeUtc(inputs.PathOf(file.File));
    }

    private static EnrichedPrefix Prefix(string value)
    {
        try
        {
            return new EnrichedPrefix(value);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
