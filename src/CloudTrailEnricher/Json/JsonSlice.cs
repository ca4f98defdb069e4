using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace CloudTrailEnricher.Json;

/// <summary>The position of a value in a record's text. The default value means that the record has no such member.</summary>
/// <param name="Start">Bytes from the record's opening brace.</param>
/// <param name="Length">Bytes, the quotes of a string included.</param>
/// <param name="Kind">What kind of value it is.</param>
internal readonly record struct JsonSlice(int Start, int Length, JsonTokenType Kind)
{
    /// <summary>Whether the member is there and not null.</summary>
    public bool IsPresent => Kind is not (JsonTokenType.None or JsonTokenType.Null);

    /// <summary>Whether the member is there, be it null.</summary>
    public bool IsWritten => Kind != JsonTokenType.None;

    /// <summary>The last member of this name in the value, where that is an object; otherwise none.</summary>
    public JsonSlice Find(ReadOnlySpan<byte> record, string name)
    {
        JsonSlice last = default;
        if (Kind == JsonTokenType.StartObject)
        {
            // The depth was checked when the value was passed over.
            var members = new MemberWalker(record, Start, int.MaxValue);
            while (members.Next())
            {
                if (members.Is(name))
                {
                    last = members.Value;
                }
            }
        }

        return last;
    }

    /// <summary>Whether the value is a string that, escapes decoded, equals <paramref name="text"/>.</summary>
    public bool Is(ReadOnlySpan<byte> record, ReadOnlySpan<byte> text)
    {
        if (Kind != JsonTokenType.String)
        {
            return false;
        }

        var raw = Raw(record);
        return raw.Contains((byte)'\\')
            ? TryGetString(record, out var decoded) && decoded == Encoding.UTF8.GetString(text)
            : raw.SequenceEqual(text);
    }

    /// <summary>
    /// The decoded string; false when the value is no string, or one that is no valid text (a lone surrogate, broken UTF-8 or escapes).
    /// </summary>
    public bool TryGetString(ReadOnlySpan<byte> record, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (Kind != JsonTokenType.String)
        {
            return false;
        }

        var raw = Raw(record);
        if (raw.Contains((byte)'\\'))
        {
            return TryDecode(record.Slice(Start, Length), out text);
        }

        text = Utf8.IsValid(raw) ? Encoding.UTF8.GetString(raw) : null;
        return text is not null;
    }

    /// <summary>The decoded string, or null where <see cref="TryGetString"/> finds none.</summary>
    public string? StringOrNull(ReadOnlySpan<byte> record) => TryGetString(record, out var text) ? text : null;

    /// <summary>The same as <see cref="StringOrNull"/>, empty for null, in a place of the caller's where it fits into it.</summary>
    public ReadOnlySpan<char> CharsOrNone(ReadOnlySpan<byte> record, Span<char> place)
    {
        if (Kind != JsonTokenType.String)
        {
            return [];
        }

        var raw = Raw(record);
        return !raw.Contains((byte)'\\')
            && Utf8.ToUtf16(raw, place, out _, out var count, replaceInvalidSequences: false) == OperationStatus.Done
            ? place[..count]
            : StringOrNull(record);
    }

    /// <summary>The string's bytes between its quotes, escapes and all.</summary>
    private ReadOnlySpan<byte> Raw(ReadOnlySpan<byte> record) => record.Slice(Start + 1, Length - 2);

    private static bool TryDecode(ReadOnlySpan<byte> quoted, [NotNullWhen(true)] out string? text)
    {
        try
        {
            var reader = new Utf8JsonReader(quoted);
            reader.Read();
            text = reader.GetString();
            return text is not null;
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException)
        {
            // The framework's only way to say that a string is not valid Unicode, or has an escape that does not exist.
            text = null;
            return false;
        }
    }
}
