using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Rules;

/// <summary>One piece of evidence, prepared to be compared and written many times.</summary>
internal sealed class PreparedEvidence
{
    public PreparedEvidence(Evidence evidence)
    {
        Evidence = evidence;
        Address = SourceAddress.TryParse(evidence.SourceIPAddress, out var address) ? address : null;
        AddressJson = Address is null ? [] : Encode(evidence.SourceIPAddress);
        Agent = evidence.UserAgent is ['[', .. var inner, ']'] ? inner : evidence.UserAgent;
        AgentJson = Encode(evidence.UserAgent);
        ObjectJson = EnrichmentJson.EncodeEvidence(evidence);
    }

    public Evidence Evidence { get; }

    /// <summary>The address to compare by, so that two spellings of one IPv6 address agree.</summary>
    public IPAddress? Address { get; }

    /// <summary>The agent to compare by: S3 writes it in brackets.</summary>
    public string? Agent { get; }

    /// <summary>The address as a JSON string; empty when there is none.</summary>
    public byte[] AddressJson { get; }

    /// <summary>The agent as a JSON string; empty when there is none.</summary>
    public byte[] AgentJson { get; }

    /// <summary>The evidence as the object that enriched records name it by.</summary>
    public byte[] ObjectJson { get; }

    public bool Has(RedactedFields field) => field == RedactedFields.SourceIPAddress ? Address is not null : Agent is not null;

    public bool AgreesWith(PreparedEvidence other, RedactedFields field) =>
        field == RedactedFields.SourceIPAddress ? Equals(Address, other.Address) : Agent == other.Agent;

    public byte[] Json(RedactedFields field) => field == RedactedFields.SourceIPAddress ? AddressJson : AgentJson;

    private static byte[] Encode(string? value) => value is null
        ? []
        : [(byte)'"', .. JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];
}
