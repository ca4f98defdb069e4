using System.Buffers;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Copies;

/// <summary>
/// Writes the <c>enrichment</c> object, by which a reader distinguishes a recovered value from a recorded one and finds its evidence
/// (<c>docs/enrichment.schema.json</c>).
/// </summary>
internal static class EnrichmentJson
{
    /// <summary>The program's version, as enriched records name it.</summary>
    public static string Version { get; } =
        typeof(EnrichmentJson).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    private static readonly byte[] End =
    [
        .. ",\"version\":\""u8,
        .. JsonEncodedText.Encode(Version).EncodedUtf8Bytes,
        (byte)'"',
        (byte)'}',
    ];

    /// <summary>Appends <c>,"enrichment":{…}</c>, which goes before a record's closing brace.</summary>
    public static void Write(IBufferWriter<byte> json, RedactedFields redacted, PerField<Decision> decisions, SessionEvidence session)
    {
        json.Write(",\"enrichment\":{\"recovered\":["u8);
        if (decisions.SourceIPAddress.IsRecovered)
        {
            json.Write("\"sourceIPAddress\""u8);
        }

        if (decisions.UserAgent.IsRecovered)
        {
            json.Write(decisions.SourceIPAddress.IsRecovered ? ",\"userAgent\""u8 : "\"userAgent\""u8);
        }

        json.Write("],"u8);
        WriteDecision(json, Summary(redacted, decisions));
        if (redacted == RedactedFields.Both && !decisions.SourceIPAddress.ReadsLike(decisions.UserAgent))
        {
            json.Write(",\"fields\":{\"sourceIPAddress\":{"u8);
            WriteDecision(json, decisions.SourceIPAddress);
            json.Write("},\"userAgent\":{"u8);
            WriteDecision(json, decisions.UserAgent);
            json.Write("}}"u8);
        }

        if (session.Addresses > 1)
        {
            json.Write(",\"sessionAddresses\":"u8);
            WriteNumber(json, session.Addresses);
        }

        if (session.OriginJson.Length > 0)
        {
            json.Write(",\"origin\":{\"arn\":"u8);
            json.Write(session.OriginJson);
            json.Write("}"u8);
        }

        json.Write(End);
    }

    /// <summary>Appends <c>,"enrichment":{…}</c> of a record that an agent caused.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="withoutVersion">What <see cref="AgentEnrichmentJson"/> wrote.</param>
    public static void WriteAgents(IBufferWriter<byte> json, ReadOnlySpan<byte> withoutVersion)
    {
        json.Write(",\"enrichment\":"u8);
        json.Write(withoutVersion);
        json.Write(End);
    }

    /// <summary>
    /// The record's one decision. Ambiguity is never hidden behind the other field; apart from that, the less certain of what was
    /// recovered.
    /// </summary>
    public static Decision Summary(RedactedFields redacted, PerField<Decision> decisions)
    {
        var (address, agent) = decisions;
        if (redacted != RedactedFields.Both)
        {
            return redacted == RedactedFields.SourceIPAddress ? address : agent;
        }

        if (address.Match == Match.Ambiguous || agent.Match == Match.Ambiguous)
        {
            return address.Match == Match.Ambiguous ? address : agent;
        }

        return address.Match == Match.None || (agent.Match != Match.None && agent.Match < address.Match) ? agent : address;
    }

    private static void WriteDecision(IBufferWriter<byte> json, Decision decision)
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
        if (decision.Source is { } source)
        {
            json.Write(",\"evidence\":"u8);
            json.Write(source.EventJson);
        }

        if (decision.AddressDiffers)
        {
            json.Write(",\"addressDiffers\":true"u8);
        }

        if (decision.Candidates is { Count: > 0 } candidates)
        {
            WriteCandidates(json, candidates);
        }
    }

    private static void WriteCandidates(IBufferWriter<byte> json, IReadOnlyList<Sighting> candidates)
    {
        json.Write(",\"candidates\":["u8);
        for (var at = 0; at < candidates.Count; at++)
        {
            var candidate = candidates[at];
            json.Write(at == 0 ? "{"u8 : ",{"u8);
            foreach (var field in RedactedFieldNames.All)
            {
                if (candidate.Json[field].Length > 0)
                {
                    json.Write(field == RedactedField.SourceIPAddress ? "\"sourceIPAddress\":"u8 : "\"userAgent\":"u8);
                    json.Write(candidate.Json[field]);
                    json.Write(","u8);
                }
            }

            json.Write("\"evidence\":"u8);
            json.Write(candidate.EventJson);
            json.Write("}"u8);
        }

        json.Write("]"u8);
    }

    private static void WriteNumber(IBufferWriter<byte> json, int number)
    {
        Span<byte> digits = stackalloc byte[16];
        number.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        json.Write(digits[..length]);
    }
}
