using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Functions.Logging;

/// <summary>One log line: a JSON object and a line feed.</summary>
internal sealed class JsonLine : IDisposable
{
    // Keys of objects stay readable; control characters are still escaped, so that a line stays one line.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _text = new(512);
    private readonly Utf8JsonWriter _json;

    /// <summary>Begins a line with what every line has.</summary>
    public JsonLine(DateTimeOffset time, LogLevel level, string service, string category, string message)
    {
        _json = new Utf8JsonWriter(_text, Options);
        _json.WriteStartObject();
        _json.WriteString("timestamp", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        _json.WriteString("level", level.ToString());
        _json.WriteString("service", service);
        _json.WriteString("name", category);
        _json.WriteString("message", message);
    }

    /// <summary>Adds a property of the message, numbers as numbers, booleans as booleans, all else as text.</summary>
    public void Add(string name, object? value)
    {
        name = JsonNamingPolicy.CamelCase.ConvertName(name);
        switch (value)
        {
            case bool flag:
                _json.WriteBoolean(name, flag);
                break;
            case int number:
                _json.WriteNumber(name, number);
                break;
            case long number:
                _json.WriteNumber(name, number);
                break;
            case double number:
                _json.WriteNumber(name, number);
                break;
            default:
                _json.WriteString(name, value?.ToString());
                break;
        }
    }

    /// <summary>Ends the line.</summary>
    public ReadOnlySpan<byte> Complete()
    {
        _json.WriteEndObject();
        _json.Flush();
        _text.Write("\n"u8);
        return _text.WrittenSpan;
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();
}
