using CloudTrailEnricher.Backfill;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Aws;

/// <summary>What the passes work on: the bucket, the table and the queue, or substitutes for them.</summary>
/// <param name="Store">The log files and their copies.</param>
/// <param name="Evidence">The evidence.</param>
/// <param name="Waiting">The files that wait for evidence.</param>
/// <param name="Queue">The queue between the passes.</param>
/// <param name="Backfill">The buckets as a backfill uses them.</param>
public sealed record PassPorts(
    ILogStore Store,
    IEvidenceStore Evidence,
    IWaitingList Waiting,
    IEnrichQueue Queue,
    IBackfillStore Backfill) : IDisposable
{
    private AwsClients? _clients;
    private SessionsTable? _table;

    /// <summary>The ports on AWS, with clients of their own.</summary>
    public static PassPorts OnAws(AwsSettings settings, AwsConnection connection, TimeProvider time)
    {
        var clients = new AwsClients(connection);
        var ports = OnAws(settings, clients, time);
        ports._clients = clients;
        return ports;
    }

    /// <summary>The ports on AWS, with clients that stay their owner's.</summary>
    public static PassPorts OnAws(AwsSettings settings, AwsClients clients, TimeProvider time)
    {
        var table = new SessionsTable(clients.DynamoDb, settings.SessionsTable, settings.EvidenceRetention, time);
        return new PassPorts(
            new S3LogStore(clients.S3, settings.KmsKeyArn),
            new DynamoDbEvidence(table),
            new DynamoDbWaitingList(table),
            new SqsEnrichQueue(clients.Sqs, settings.EnrichQueueUrl, time),
            new S3BackfillStore(clients.S3))
        {
            _table = table,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _table?.Dispose();
        _clients?.Dispose();
    }
}
