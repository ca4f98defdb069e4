using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudTrailEnricher.Notifications;

namespace CloudTrailEnricher.Passes;

/// <summary>
/// A message of the queue between the passes: an S3 event with one record, so that it can be read, replayed and redriven as any other.
/// What pass 1 saw goes along in an object of its own, which readers of S3 events pass over.
/// </summary>
public static class EnrichMessage
{
    /// <summary>The message attribute that asks to replace copies which an older version of the program made.</summary>
    public const string ForceAttribute = "force";

    /// <summary>The one value of <see cref="ForceAttribute"/> that does so.</summary>
    public const string ForceValue = "true";

    // Keys and ARNs need no escapes beyond JSON's own; the message is never put into a web page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the message's body.</summary>
    public static string Write(EnrichRequest request)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("Records");
            WriteRecord(json, request);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(body.WrittenSpan);
    }

    /// <summary>Reads a message's body: this program's own, or any that announces objects.</summary>
    /// <param name="body">The body.</param>
    /// <param name="force">Whether the message's attribute asks to replace copies of an older version.</param>
    /// <exception cref="FormatException">The body has no known form.</exception>
    public static IReadOnlyList<EnrichRequest> Parse(string body, bool force)
    {
        Func<EnrichRequest, EnrichRequest>? hint = null;
        var announcement = Announcement.Read(body, record =>
        {
            hint = EnrichHint.Read(record);
            return S3EventRecord.Read(record);
        });
        if (announcement.Unreadable.Count > 0)
        {
            throw new FormatException(string.Join("; ", announcement.Unreadable));
        }

        var requests = announcement.Objects.Select(created => new EnrichRequest(created) { Force = force });
        return hint is not null && announcement.Objects.Count == 1 ? [.. requests.Select(hint)] : [.. requests];
    }

    private static void WriteRecord(Utf8JsonWriter json, EnrichRequest request)
    {
        var created = request.Announced;
        json.WriteStartObject();
        json.WriteString("eventVersion", "2.1");
        json.WriteString("eventSource", S3EventRecord.FromS3);
        json.WriteString("eventName", "ObjectCreated:Put");
        if (created.EventTime is { } time)
        {
            json.WriteString("eventTime", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        }

        json.WriteStartObject("s3");
        json.WriteString("s3SchemaVersion", "1.0");
        json.WriteStartObject("bucket");
        json.WriteString("name", created.File.Bucket);
        json.WriteEndObject();
        json.WriteStartObject("object");
        json.WriteString("key", S3ObjectKey.Encode(created.File.Key));
        if (created.Size is { } size)
        {
            json.WriteNumber("size", size);
        }

        WriteIfKnown(json, "eTag", created.ETag);
        WriteIfKnown(json, "sequencer", created.Sequencer);
        json.WriteEndObject();
        json.WriteEndObject();
        EnrichHint.Write(json, request);
        json.WriteEndObject();
    }

    private static void WriteIfKnown(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
