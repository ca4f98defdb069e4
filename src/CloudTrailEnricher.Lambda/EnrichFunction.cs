using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Lambda;

/// <summary>Pass 2 on the managed runtime.</summary>
public sealed class EnrichFunction
{
    private readonly FunctionHost _host = new();

    /// <summary>Enriches what a batch of messages announces.</summary>
    /// <returns>The messages that the queue must deliver again.</returns>
    public async Task<SQSBatchResponse> HandleAsync(SQSEvent batch, ILambdaContext context)
    {
        using var timeIsUp = FunctionHost.Begin(context);
        var failed = await _host.Enrich.HandleAsync([.. batch.Records.Select(Message)], timeIsUp.Token);
        return new SQSBatchResponse([.. failed.Select(id => new SQSBatchResponse.BatchItemFailure { ItemIdentifier = id })]);
    }

    private static QueuedMessage Message(SQSEvent.SQSMessage message) =>
        new(message.MessageId, message.Body, message.MessageAttributes?.GetValueOrDefault(EnrichMessage.ForceAttribute)?.StringValue == EnrichMessage.ForceValue);
}
