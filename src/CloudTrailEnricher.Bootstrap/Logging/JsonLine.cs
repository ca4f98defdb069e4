using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Bootstrap.Logging;

/// <summary>One log line: a JSON object and a line feed.</summary>
internal sealed class JsonLine : IDisposable
{
    /// <summary>What the loggers that are generated from a message template add to its properties.</summary>
    private const string Template = "{OriginalFormat}";

    // Keys of objects stay readable; control characters are still escaped, so that a line stays one line.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _text = new(512);
    private readonly Utf8JsonWriter _json;

    /// <summary>Begins a line with what every line has.</summary>
    public JsonLine(DateTimeOffset time, LogLevel level, string service, string category, string message)
    {
        _json = new Utf8JsonWriter(_text, Options);
        _json.WriteStartObject();
        Add("timestamp", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        Add("level", level.ToString());
        Add("service", service);
        Add("name", category);
        Add("message", message);
    }

    /// <summary>The line.</summary>
    public ReadOnlySpan<byte> Utf8 => _text.WrittenSpan;

    /// <summary>Adds a text; nothing for null.</summary>
    public void Add(string name, string? value)
    {
        if (value is not null)
        {
            _json.WriteString(name, value);
        }
    }

    /// <summary>Adds a property of the message, numbers as numbers.</summary>
    public void AddProperty(string name, object? value)
    {
        if (name == Template)
        {
            return;
        }

        name = JsonNamingPolicy.CamelCase.ConvertName(name);
        switch (value)
        {
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
                Add(name, value?.ToString());
                break;
        }
    }

    /// <summary>Ends the line. Of an exception, only what may be logged is told.</summary>
    public void Complete(Exception? exception)
    {
        Add("exception", exception is null ? null : Failure.Reason(exception));
        _json.WriteEndObject();
        _json.Flush();
        _text.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();
}
