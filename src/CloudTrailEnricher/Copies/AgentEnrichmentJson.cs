using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Copies;

/// <summary>
/// The <c>enrichment</c> object of a record that an agent caused: which agent's call it was, or why none is named
/// (<c>docs/enrichment.schema.json</c>).
/// </summary>
internal static class AgentEnrichmentJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The object up to its version, without the closing brace.</summary>
    /// <param name="decision">What was decided.</param>
    /// <param name="rewritten">The fields of the record that get the agent's values.</param>
    public static ReadOnlyMemory<byte> Write(AgentDecision decision, RedactedFields rewritten)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("recovered"u8);
            foreach (var field in RedactedFieldNames.All)
            {
                if (rewritten.Has(field))
                {
                    json.WriteStringValue(field.Name());
                }
            }

            json.WriteEndArray();
            json.WriteString("match"u8, decision.Match.Name());
            if (decision.Call is { } call)
            {
                WriteEvent(json, call);
                WriteAgent(json, call);
            }
            else
            {
                json.WriteString("reason"u8, decision.Reason.Code());
                WriteCandidates(json, decision.Evidence);
            }

            json.WriteEndObject();
        }

        return bytes.WrittenMemory[..^1];
    }

    private static void WriteEvent(Utf8JsonWriter json, Evidence call)
    {
        json.WriteStartObject("evidence"u8);
        json.WriteString("eventName"u8, call.EventName);
        json.WriteString("eventID"u8, call.EventId);
        json.WriteString("eventTime"u8, call.EventTime.ToString());
        json.WriteString("awsRegion"u8, call.AwsRegion);
        json.WriteEndObject();
    }

    private static void WriteAgent(Utf8JsonWriter json, Evidence call)
    {
        json.WriteStartObject("agent"u8);
        WriteValues(json, call);
        if (call.Claim!.Tool is { } tool)
        {
            json.WriteString("tool"u8, tool);
        }

        json.WriteString("eventID"u8, call.EventId);
        json.WriteEndObject();
    }

    private static void WriteCandidates(Utf8JsonWriter json, Evidence? disputed)
    {
        if (disputed is null)
        {
            return;
        }

        json.WriteStartArray("candidates"u8);
        foreach (var call in AgentClaims.Apart(disputed))
        {
            json.WriteStartObject();
            WriteValues(json, call);
            WriteEvent(json, call);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteValues(Utf8JsonWriter json, Evidence call)
    {
        if (call.SourceIPAddress is { } address)
        {
            json.WriteString("sourceIPAddress"u8, address);
        }

        if (call.UserAgent is { } agent)
        {
            json.WriteString("userAgent"u8, agent);
        }
    }
}
