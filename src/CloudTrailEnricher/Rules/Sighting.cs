using System.Buffers;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Rules;

/// <summary>
/// One moment at which a session's person was seen: a sign-in, or the first or last of a slot's browser calls. It holds what is compared
/// and written many times, prepared once.
/// </summary>
internal sealed class Sighting
{
    private FieldSource? _source;

    private Sighting(Evidence evidence, SourceEvent source)
    {
        Evidence = evidence;
        Event = source;
        Address = SourceAddress.TryParse(evidence.SourceIPAddress, out var address) ? address : null;
        UserAgent = Rules.UserAgent.WithoutBrackets(evidence.UserAgent);
        EventJson = Encode(source);
        Json = new PerField<byte[]>(Encode(Address is null ? null : evidence.SourceIPAddress), Encode(UserAgent));
    }

    /// <summary>The item that this sighting comes from.</summary>
    public Evidence Evidence { get; }

    /// <summary>The event of this moment.</summary>
    public SourceEvent Event { get; }

    /// <summary>The address to compare by, so that two spellings of one IPv6 address agree; null where there is none.</summary>
    public IPAddress? Address { get; }

    /// <summary>The user agent; null where there is none.</summary>
    public string? UserAgent { get; }

    /// <summary>Both values as JSON strings; empty where there is none.</summary>
    public PerField<byte[]> Json { get; }

    /// <summary>The event as the object that enriched records name it by.</summary>
    public byte[] EventJson { get; }

    /// <summary>The same, for people who want to know.</summary>
    public FieldSource Source => _source ??= new FieldSource(Evidence, Event);

    /// <summary>Whether this is a sign-in.</summary>
    public bool IsSignIn => Evidence.Kind == EvidenceKind.SignIn;

    /// <summary>The value of a field, to be compared; null where there is none.</summary>
    public object? Value(RedactedField field) => field == RedactedField.SourceIPAddress ? Address : UserAgent;

    /// <summary>
    /// All moments in items of evidence, in the order of their events. Two events that are the same in everything but address and user
    /// agent come only from damaged or made-up files; even their order does not depend on the store's.
    /// </summary>
    public static Sighting[] InOrder(IEnumerable<Evidence> evidence) =>
    [
        .. evidence
            .SelectMany(item => item.First == item.Last
                ? [new Sighting(item, item.First)]
                : new[] { new Sighting(item, item.First), new Sighting(item, item.Last) })
            .OrderBy(sighting => sighting.Event)
            .ThenBy(sighting => sighting.Evidence.SourceIPAddress, StringComparer.Ordinal)
            .ThenBy(sighting => sighting.UserAgent, StringComparer.Ordinal),
    ];

    private static byte[] Encode(SourceEvent source)
    {
        var json = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        writer.WriteString("eventName"u8, source.EventName);
        writer.WriteString("eventID"u8, source.EventId);
        writer.WriteString("eventTime"u8, source.EventTime.ToString());
        writer.WriteString("awsRegion"u8, source.AwsRegion);
        writer.WriteEndObject();
        writer.Flush();
        return json.WrittenSpan.ToArray();
    }

    /// <summary>A value as a JSON string; empty for null.</summary>
    public static byte[] Encode(string? value) => value is null
        ? []
        : [(byte)'"', .. JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];
}
