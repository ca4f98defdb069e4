using System.Buffers;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Copies;

/// <summary>
/// Writes the <c>enrichment</c> object, by which a reader tells a recovered value from a recorded one and finds its evidence:
/// <c>{"recovered":[…],"match":"…","evidence":{…},"version":"…"}</c>. Where the two fields of a record were decided differently,
/// <c>"fields"</c> tells each field's own match and evidence.
/// </summary>
internal static class EnrichmentJson
{
    /// <summary>The program's version, as enriched records name it.</summary>
    public static string Version { get; } =
        typeof(EnrichmentJson).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    private static readonly byte[] End = [.. ",\"version\":\""u8, .. JsonEncodedText.Encode(Version).EncodedUtf8Bytes, (byte)'"', (byte)'}'];

    /// <summary>Appends <c>,"enrichment":{…}</c>, which goes before a record's closing brace.</summary>
    public static void Write(IBufferWriter<byte> json, RedactedFields redacted, Decision address, Decision agent)
    {
        json.Write(",\"enrichment\":{\"recovered\":["u8);
        if (address.PreparedEvidence is not null)
        {
            json.Write("\"sourceIPAddress\""u8);
        }

        if (agent.PreparedEvidence is not null)
        {
            json.Write(address.PreparedEvidence is null ? "\"userAgent\""u8 : ",\"userAgent\""u8);
        }

        json.Write("],"u8);
        WriteVerdict(json, Summary(redacted, address, agent));
        if (redacted == (RedactedFields.SourceIPAddress | RedactedFields.UserAgent) && address != agent)
        {
            json.Write(",\"fields\":{\"sourceIPAddress\":{"u8);
            WriteVerdict(json, address);
            json.Write("},\"userAgent\":{"u8);
            WriteVerdict(json, agent);
            json.Write("}}"u8);
        }

        json.Write(End);
    }

    /// <summary>
    /// The record's one decision. Ambiguity is never hidden behind the other field; apart from that the less certain of what was recovered.
    /// </summary>
    public static Decision Summary(RedactedFields redacted, Decision address, Decision agent)
    {
        if (redacted != (RedactedFields.SourceIPAddress | RedactedFields.UserAgent))
        {
            return redacted == RedactedFields.SourceIPAddress ? address : agent;
        }

        if (address.Match == Match.Ambiguous || agent.Match == Match.Ambiguous)
        {
            return new Decision(Match.Ambiguous, null);
        }

        return address.Match == Match.None || (agent.Match != Match.None && agent.Match < address.Match) ? agent : address;
    }

    /// <summary>The object that names a piece of evidence.</summary>
    public static byte[] EncodeEvidence(Evidence evidence)
    {
        var json = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        writer.WriteString("eventName"u8, evidence.EventName);
        writer.WriteString("eventID"u8, evidence.EventId);
        writer.WriteString("eventTime"u8, evidence.EventTime.ToString());
        writer.WriteString("awsRegion"u8, evidence.AwsRegion);
        writer.WriteEndObject();
        writer.Flush();
        return json.WrittenSpan.ToArray();
    }

    private static void WriteVerdict(IBufferWriter<byte> json, Decision decision)
    {
        json.Write("\"match\":\""u8);
        json.Write(decision.Match switch
        {
            Match.SignIn => "signIn"u8,
            Match.BrowserSibling => "browserSibling"u8,
            Match.Ambiguous => "ambiguous"u8,
            _ => "none"u8,
        });
        json.Write("\""u8);
        if (decision.PreparedEvidence is not null)
        {
            json.Write(",\"evidence\":"u8);
            json.Write(decision.PreparedEvidence.ObjectJson);
        }
    }
}
