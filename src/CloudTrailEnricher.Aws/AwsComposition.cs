using CloudTrailEnricher.Backfill;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Aws;

/// <summary>The one place that puts the passes and the handlers together on AWS. Every host asks it.</summary>
public sealed class AwsComposition : IDisposable
{
    private readonly SessionsTable _table;
    private readonly MemoryBudget _memory = MemoryBudget.HalfOfAll();

    /// <summary>Puts everything together.</summary>
    /// <param name="settings">What the deployment chose.</param>
    /// <param name="clients">The clients; they stay their owner's.</param>
    /// <param name="loggers">Makes the loggers.</param>
    /// <param name="time">The clock.</param>
    public AwsComposition(AwsSettings settings, AwsClients clients, ILoggerFactory loggers, TimeProvider time)
    {
        var store = new S3LogStore(clients.S3, settings.KmsKeyArn);
        var queue = new SqsEnrichQueue(clients.Sqs, settings.EnrichQueueUrl, time);
        _table = new SessionsTable(clients.DynamoDb, settings.SessionsTable, settings.EvidenceRetention, time);
        var evidence = new DynamoDbEvidence(_table);
        var waiting = new DynamoDbWaitingList(_table);
        Index = new IndexHandler(
            new IndexPass(store, evidence, waiting, queue, settings.Passes, loggers.CreateLogger<IndexPass>()),
            settings.SourceBucket,
            loggers.CreateLogger<IndexHandler>());
        Enrich = new EnrichHandler(
            new EnrichPass(store, new RememberedEvidence(evidence, time), waiting, queue, settings.Passes, time, loggers.CreateLogger<EnrichPass>()),
            settings.SourceBucket,
            loggers.CreateLogger<EnrichHandler>());

        // Pass 2 begins when pass 1 is over: nothing is handed over, nothing waits.
        var backfill = settings.Passes with { HandOver = false, NoteProvisional = false, SettleTime = TimeSpan.Zero };
        BackfillIndex = new BackfillIndexHandler(
            new IndexPass(store, evidence, waiting, queue, backfill, loggers.CreateLogger<IndexPass>()),
            settings.SourceBucket,
            _memory,
            loggers.CreateLogger<BackfillIndexHandler>());
        BackfillEnrich = new BackfillEnrichHandler(
            new EnrichPass(store, evidence, waiting, queue, backfill, time, loggers.CreateLogger<EnrichPass>()),
            settings.SourceBucket,
            _memory,
            loggers.CreateLogger<BackfillEnrichHandler>());
        BackfillTotals = new BackfillTotals(store.OpenAsync);
    }

    /// <summary>Pass 1, as the Index function runs it.</summary>
    public IndexHandler Index { get; }

    /// <summary>Pass 2, as the Enrich function runs it.</summary>
    public EnrichHandler Enrich { get; }

    /// <summary>Pass 1 of a backfill.</summary>
    public BackfillIndexHandler BackfillIndex { get; }

    /// <summary>Pass 2 of a backfill.</summary>
    public BackfillEnrichHandler BackfillEnrich { get; }

    /// <summary>The end of a backfill.</summary>
    public BackfillTotals BackfillTotals { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _table.Dispose();
        _memory.Dispose();
    }
}
