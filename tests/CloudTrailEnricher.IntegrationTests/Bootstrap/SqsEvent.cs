using System.Text.Json.Nodes;
using Amazon.SQS.Model;

namespace CloudTrailEnricher.IntegrationTests.Bootstrap;

/// <summary>The event that Lambda's poller makes of messages.</summary>
internal static class SqsEvent
{
    public static string Of(params IEnumerable<Message> messages) => new JsonObject
    {
        ["Records"] = new JsonArray([.. messages.Select(Record)]),
    }.ToJsonString();

    private static JsonObject Record(Message message) => new()
    {
        ["messageId"] = message.MessageId,
        ["receiptHandle"] = message.ReceiptHandle,
        ["body"] = message.Body,
        ["attributes"] = new JsonObject { ["ApproximateReceiveCount"] = "1" },
        ["messageAttributes"] = new JsonObject(
            (message.MessageAttributes ?? []).Select(attribute => KeyValuePair.Create(
                attribute.Key,
                (JsonNode?)new JsonObject { ["stringValue"] = attribute.Value.StringValue, ["dataType"] = attribute.Value.DataType }))),
        ["eventSource"] = "aws:sqs",
    };
}
