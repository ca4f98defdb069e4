using System.Buffers;
using System.Text.Json;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Bootstrap;

/// <summary>A batch of the queue, as Lambda's poller hands it over, and the answer that tells which messages failed.</summary>
internal static class SqsBatch
{
    /// <summary>Reads a batch (Lambda manual, "Example Amazon SQS standard queue message event").</summary>
    /// <exception cref="FormatException">It is no such batch.</exception>
    public static IReadOnlyList<QueuedMessage> Parse(string payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            return document.RootElement is { ValueKind: JsonValueKind.Object } batch
                && batch.TryGetProperty("Records", out var records) && records.ValueKind == JsonValueKind.Array
                    ? [.. records.EnumerateArray().Select(Message)]
                    : throw NotABatch("no \"Records\"");
        }
        catch (JsonException e)
        {
            throw new FormatException($"not JSON: {e.Message}", e);
        }
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

    private static QueuedMessage Message(JsonElement record) =>
        Text(record, "messageId") is { } id && Text(record, "body") is { } body
            ? new QueuedMessage(id, body, IsForced(record))
            : throw NotABatch("a record without messageId and body");

    private static bool IsForced(JsonElement record) =>
        record.TryGetProperty("messageAttributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object
        && attributes.TryGetProperty(EnrichMessage.ForceAttribute, out var force)
        && Text(force, "stringValue") == EnrichMessage.ForceValue;

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static FormatException NotABatch(string what) => new($"not an SQS event ({what}); sam local generate-event sqs receive-message prints one");
}
