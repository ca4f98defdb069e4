using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Replay.Forms;

/// <summary>
/// Finds the records in a text that is no log file: JSON values one after the other, each a record or something that wraps some.
/// <see cref="WrappedRecords"/> knows what wraps records.
/// </summary>
internal sealed class FormReader
{
    /// <summary>Gzip in base64 begins so.</summary>
    private const string GzipInBase64 = "H4sI";

    /// <summary>A string in a string in a string: more are not met.</summary>
    private const int Deepest = 6;

    private static readonly JsonReaderOptions OneOfMany = new() { MaxDepth = 512, AllowMultipleValues = true };
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    private readonly ReadOnlyMemory<byte> _text;
    private readonly long _mostBytes;
    private readonly int _depth;
    private readonly List<Part> _parts = [];

    private FormReader(ReadOnlyMemory<byte> text, long mostBytes, int depth)
    {
        _text = text;
        _mostBytes = mostBytes;
        _depth = depth;
    }

    private long Others { get; set; }

    /// <summary>Finds the records in a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mostBytes">How long a compressed part may get.</param>
    public static FormReading Read(ReadOnlyMemory<byte> text, long mostBytes) => Read(text, mostBytes, depth: 0);

    private static FormReading Read(ReadOnlyMemory<byte> text, long mostBytes, int depth)
    {
        var reader = new FormReader(text, mostBytes, depth);
        var brokenAt = reader.ReadAll();
        return new FormReading(new FormText(text, reader._parts), reader.Others, brokenAt);
    }

    /// <summary>Reads value after value.</summary>
    /// <returns>Where the text is broken off or is no JSON; null when it is sound.</returns>
    private int? ReadAll()
    {
        var at = _text.Span is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        while (true)
        {
            at += _text.Span[at..].IndexOfAnyExcept(" \t\r\n"u8) is >= 0 and var blanks ? blanks : _text.Length - at;
            if (at == _text.Length)
            {
                return null;
            }

            if (_text.Span[at] is not ((byte)'{' or (byte)'[' or (byte)'"'))
            {
                at = ReadLineStart(at);
            }
            else if (TryReadValue(at, out var end))
            {
                at = end;
            }
            else
            {
                return at;
            }
        }
    }

    /// <summary>
    /// A line can begin with something else: a log group and stream, a time, or be nothing but base64. What follows may be JSON.
    /// </summary>
    private int ReadLineStart(int start)
    {
        var line = _text.Span[start..];
        line = line[..(line.IndexOf((byte)'\n') is >= 0 and var length ? length : line.Length)].TrimEnd("\r "u8);
        if (line.IndexOf((byte)'{') is >= 0 and var brace)
        {
            return start + brace;
        }

        if (!TryReadEncoded(start, line.Length))
        {
            Others++;
        }

        return start + line.Length;
    }

    private bool TryReadValue(int start, out int end)
    {
        end = start;
        try
        {
            var json = new Utf8JsonReader(_text.Span[start..], OneOfMany);
            json.Read();
            json.Skip();
            end = start + (int)json.BytesConsumed;
            using var value = JsonDocument.Parse(_text[start..end], Deep);
            Read(value.RootElement);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter is thrown for half a surrogate pair, which the parser lets pass.
            return false;
        }
    }

    private void Read(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var element in value.EnumerateArray())
                {
                    Read(element);
                }

                break;
            case JsonValueKind.String:
                ReadString(value);
                break;
            case JsonValueKind.Object when WrappedRecords.IsRecord(value):
                var start = StartOf(value, out var length);
                _parts.Add(new RecordPart(start, _text.Slice(start, length)));
                break;
            case JsonValueKind.Object when WrappedRecords.In(value) is { } inner:
                Read(inner);
                break;
            default:
                Others++;
                break;
        }
    }

    private void ReadString(JsonElement value)
    {
        var start = StartOf(value, out var length) + 1;
        var text = value.GetString()!;
        if (text.StartsWith(GzipInBase64, StringComparison.Ordinal) && TryReadEncoded(start, length - 2, text))
        {
            return;
        }

        if (_depth < Deepest && text.Contains('{', StringComparison.Ordinal)
            && Read(Encoding.UTF8.GetBytes(text), _mostBytes, _depth + 1) is { BrokenAt: null, Text: { Parts.Count: > 0 } inner } reading)
        {
            _parts.Add(new StringPart(start, _text.Slice(start, length - 2), inner));
            Others += reading.Others;
        }
        else
        {
            Others++;
        }
    }

    private bool TryReadEncoded(int start, int length) =>
        TryReadEncoded(start, length, Encoding.UTF8.GetString(_text.Span.Slice(start, length)));

    private bool TryReadEncoded(int start, int length, string base64)
    {
        if (_depth == Deepest || !Base64.IsValid(base64))
        {
            return false;
        }

        var data = Convert.FromBase64String(base64);
        var isGzip = LogText.IsGzip(data);
        var text = isGzip ? WholeGzip.TryInflate(data, _mostBytes) : data;
        if (text is null
            || Read(text, _mostBytes, _depth + 1) is not { BrokenAt: null, Text: { Parts.Count: > 0 } inner } reading)
        {
            return false;
        }

        _parts.Add(new EncodedPart(start, length, inner, isGzip));
        Others += reading.Others;
        return true;
    }

    /// <summary>Where in the text a value is written.</summary>
    private int StartOf(JsonElement value, out int length)
    {
        var written = JsonMarshal.GetRawUtf8Value(value);
        length = written.Length;
        return _text.Span.Overlaps(written, out var start)
            ? start
            : throw new InvalidOperationException("The parser has copied the text.");
    }
}

/// <summary>What was found in a text.</summary>
/// <param name="Text">The text and the parts of it that hold records.</param>
/// <param name="Others">Entries that are no CloudTrail records.</param>
/// <param name="BrokenAt">Where the text is broken off or is no JSON; null when it is sound.</param>
internal sealed record FormReading(FormText Text, long Others, int? BrokenAt);
