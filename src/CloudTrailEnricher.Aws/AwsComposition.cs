using CloudTrailEnricher.Backfill;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Aws;

/// <summary>The one place that puts the passes and the handlers together on AWS. Every host asks it.</summary>
public sealed class AwsComposition : IDisposable
{
    private readonly PassPorts _ports;
    private readonly MemoryBudget _memory = MemoryBudget.HalfOfAll();

    /// <summary>Puts everything together.</summary>
    /// <param name="settings">What the deployment chose.</param>
    /// <param name="clients">The clients; they stay their owner's.</param>
    /// <param name="loggers">Makes the loggers.</param>
    /// <param name="time">The clock.</param>
    public AwsComposition(AwsSettings settings, AwsClients clients, ILoggerFactory loggers, TimeProvider time)
        : this(settings, PassPorts.OnAws(settings, clients, time), loggers, time)
    {
    }

    /// <summary>Puts everything together.</summary>
    /// <param name="settings">What the deployment chose.</param>
    /// <param name="ports">What the passes work on; disposing this disposes them.</param>
    /// <param name="loggers">Makes the loggers.</param>
    /// <param name="time">The clock.</param>
    /// <param name="observer">Receives the outcome for each file of the live path; may be null.</param>
    public AwsComposition(AwsSettings settings, PassPorts ports, ILoggerFactory loggers, TimeProvider time, IPassObserver? observer = null)
    {
        _ports = ports;
        var (store, evidence, waiting, queue) = (ports.Store, ports.Evidence, ports.Waiting, ports.Queue);
        Index = new IndexHandler(
            new IndexPass(store, evidence, waiting, queue, settings.Passes, loggers.CreateLogger<IndexPass>()),
            settings.SourceBucket,
            loggers.CreateLogger<IndexHandler>(),
            observer);
        Enrich = new EnrichHandler(
            new EnrichPass(
                store, new RememberedEvidence(evidence, time), waiting, queue, settings.Passes, time, loggers.CreateLogger<EnrichPass>()),
            settings.SourceBucket,
            _memory,
            loggers.CreateLogger<EnrichHandler>(),
            observer);

        // Pass 2 begins when pass 1 is over: nothing is handed over, nothing waits. Later evidence goes into copies that the live path
        // writes only once.
        var backfill = settings.Passes with
        {
            HandOver = false,
            NoteProvisional = false,
            SettleTime = TimeSpan.Zero,
            ImproveCopies = true,
        };
        BackfillIndex = new BackfillIndexHandler(
            new IndexPass(store, evidence, waiting, queue, backfill, loggers.CreateLogger<IndexPass>()),
            settings.SourceBucket,
            ports.Backfill,
            _memory,
            loggers.CreateLogger<BackfillIndexHandler>());
        BackfillEnrich = new BackfillEnrichHandler(
            new EnrichPass(store, evidence, waiting, queue, backfill, time, loggers.CreateLogger<EnrichPass>()),
            settings.SourceBucket,
            ports.Backfill,
            _memory,
            loggers.CreateLogger<BackfillEnrichHandler>());
        BackfillList = new BackfillListHandler(ports.Backfill, settings.SourceBucket, settings.TrailPrefix);
        BackfillTotals = new BackfillTotals(ports.Backfill);
    }

    /// <summary>Pass 1, as the Index function runs it.</summary>
    public IndexHandler Index { get; }

    /// <summary>Pass 2, as the Enrich function runs it.</summary>
    public EnrichHandler Enrich { get; }

    /// <summary>The beginning of a backfill.</summary>
    public BackfillListHandler BackfillList { get; }

    /// <summary>Pass 1 of a backfill.</summary>
    public BackfillIndexHandler BackfillIndex { get; }

    /// <summary>Pass 2 of a backfill.</summary>
    public BackfillEnrichHandler BackfillEnrich { get; }

    /// <summary>The end of a backfill.</summary>
    public BackfillTotals BackfillTotals { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ports.Dispose();
        _memory.Dispose();
    }
}
