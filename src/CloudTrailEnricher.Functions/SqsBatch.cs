using System.Buffers;
using System.Text.Json;
using CloudTrailEnricher.Json;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Functions;

/// <summary>A batch of the queue, as Lambda's poller hands it over, and the answer that names the failed messages.</summary>
internal static class SqsBatch
{
    /// <summary>Reads a batch (Lambda manual, "Example Amazon SQS standard queue message event").</summary>
    /// <exception cref="FormatException">It is no such batch.</exception>
    public static IReadOnlyList<QueuedMessage> Parse(string payload)
    {
        using var document = CompactJson.Parse(payload);
        return document.RootElement.Member("Records") is { ValueKind: JsonValueKind.Array } records
            ? [.. records.EnumerateArray().Select(Message)]
            : throw NotABatch("no \"Records\"");
    }

    /// <summary>Names the messages that the queue must deliver again (Lambda manual, "partial batch responses").</summary>
    public static byte[] Answer(IReadOnlyList<string> failed)
    {
        var answer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(answer))
        {
            json.WriteStartObject();
            json.WriteStartArray("batchItemFailures");
            foreach (var id in failed)
            {
                json.WriteStartObject();
                json.WriteString("itemIdentifier", id);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return answer.WrittenSpan.ToArray();
    }

    /// <summary>A message without a body fails by itself. One without an id cannot be named in the answer: the batch fails.</summary>
    private static QueuedMessage Message(JsonElement record) =>
        record.Text("messageId") is { } id
            ? new QueuedMessage(id, record.Text("body") ?? "", IsForced(record))
            : throw NotABatch("a record without messageId");

    private static bool IsForced(JsonElement record) =>
        record.Member("messageAttributes")?.Member(EnrichMessage.ForceAttribute)?.Text("stringValue") == EnrichMessage.ForceValue;

    private static FormatException NotABatch(string what) =>
        new($"not an SQS event ({what}); sam local generate-event sqs receive-message prints one");
}
