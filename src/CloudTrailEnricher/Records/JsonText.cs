using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace CloudTrailEnricher.Records;

/// <summary>Where a value stands in a record's text. The default value means that the record has no such member.</summary>
/// <param name="Start">Bytes from the record's opening brace.</param>
/// <param name="Length">Bytes, the quotes of a string included.</param>
/// <param name="Kind">What kind of value it is.</param>
internal readonly record struct JsonText(int Start, int Length, JsonTokenType Kind)
{
    /// <summary>Whether the member is there and not null.</summary>
    public bool IsPresent => Kind is not (JsonTokenType.None or JsonTokenType.Null);

    /// <summary>Whether the value is a string that, escapes decoded, equals <paramref name="text"/>.</summary>
    public bool Is(ReadOnlySpan<byte> record, ReadOnlySpan<byte> text)
    {
        if (Kind != JsonTokenType.String)
        {
            return false;
        }

        var reader = new Utf8JsonReader(record.Slice(Start, Length));
        reader.Read();
        return reader.ValueTextEquals(text);
    }

    /// <summary>The decoded string; false when the value is no string, or one that is no valid Unicode text (a lone surrogate, broken UTF-8).</summary>
    public bool TryGetString(ReadOnlySpan<byte> record, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (Kind != JsonTokenType.String)
        {
            return false;
        }

        var reader = new Utf8JsonReader(record.Slice(Start, Length));
        reader.Read();
        try
        {
            text = reader.GetString();
            return text is not null;
        }
        catch (InvalidOperationException)
        {
            // The framework's only way to say that the string is not valid Unicode.
            return false;
        }
    }

    /// <summary>The decoded string, or null where <see cref="TryGetString"/> finds none.</summary>
    public string? StringOrNull(ReadOnlySpan<byte> record) => TryGetString(record, out var text) ? text : null;
}
