using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace CloudTrailEnricher.Json;

/// <summary>
/// Walks the members of one JSON object, and passes over what they hold at the speed of a bracket count.
/// What it walks over itself (names, strings, commas, colons) it checks.
/// </summary>
internal ref struct MemberWalker
{
    /// <summary>A string goes on up to one of these: its end, an escape, or a control character, which JSON does not allow in it.</summary>
    private static readonly SearchValues<byte> StringMarks =
        SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(control => (byte)control)]);

    private static readonly SearchValues<byte> ScalarEnd = SearchValues.Create(",]} \t\r\n"u8);

    private static readonly SearchValues<byte> NumberText = SearchValues.Create("0123456789+-.eE"u8);

    private readonly ReadOnlySpan<byte> _text;
    private readonly int _maxDepth;
    private int _at;
    private bool _begun;
    private JsonSlice _name;
    private bool _nameIsEscaped;

    /// <param name="text">The text that holds the object.</param>
    /// <param name="start">The position of its opening brace.</param>
    /// <param name="maxDepth">The deepest nesting allowed in a member's value.</param>
    public MemberWalker(ReadOnlySpan<byte> text, int start, int maxDepth)
    {
        _text = text;
        _at = start;
        _maxDepth = maxDepth;
    }

    /// <summary>The current member's value.</summary>
    public JsonSlice Value { get; private set; }

    /// <summary>Goes to the next member; false after the last one.</summary>
    /// <exception cref="JsonException">The object is not valid JSON.</exception>
    public bool Next()
    {
        SkipWhiteSpace();
        if (!_begun)
        {
            Pass((byte)'{');
            _begun = true;
            SkipWhiteSpace();
            if (Peek() == '}')
            {
                _at++;
                return false;
            }
        }
        else if (Peek() == '}')
        {
            _at++;
            return false;
        }
        else
        {
            Pass((byte)',');
        }

        SkipWhiteSpace();
        _name = String(out _nameIsEscaped);
        SkipWhiteSpace();
        Pass((byte)':');
        SkipWhiteSpace();
        Value = NextValue();
        return true;
    }

    /// <summary>Whether the current member has this name.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Is(ReadOnlySpan<byte> name) => _nameIsEscaped
        ? _name.Is(_text, name)
        : _name.Length == name.Length + 2 && _text.Slice(_name.Start + 1, name.Length).SequenceEqual(name);

    /// <summary>Whether the current member has this name.</summary>
    public readonly bool Is(string name)
    {
        Span<byte> utf8 = stackalloc byte[3 * name.Length];
        return Is(utf8[..Encoding.UTF8.GetBytes(name, utf8)]);
    }

    /// <summary>The members of the current value, when that is an object.</summary>
    public readonly bool TryDescend(out MemberWalker members)
    {
        members = new MemberWalker(_text, Value.Start, _maxDepth - 1);
        return Value.Kind == JsonTokenType.StartObject;
    }

    private JsonSlice NextValue()
    {
        switch (Peek())
        {
            case (byte)'"':
                return String(out _);
            case (byte)'{':
                return Nested(JsonTokenType.StartObject);
            case (byte)'[':
                return Nested(JsonTokenType.StartArray);
            default:
                return Scalar();
        }
    }

    private JsonSlice String(out bool isEscaped)
    {
        var start = _at;
        Pass((byte)'"');
        isEscaped = false;
        while (true)
        {
            var next = _text[_at..].IndexOfAny(StringMarks);
            _at += next < 0 ? _text.Length - _at : next;
            switch (Peek())
            {
                case (byte)'"':
                    _at++;
                    return new JsonSlice(start, _at - start, JsonTokenType.String);
                case (byte)'\\':
                    isEscaped = true;
                    _at = Math.Min(_at + 2, _text.Length);
                    break;
                default:
                    Fail("a control character in a string");
                    break;
            }
        }
    }

    private JsonSlice Nested(JsonTokenType kind)
    {
        var start = _at;
        var end = new ValueEnd(_maxDepth);
        if (!end.TryFind(_text[start..], isAll: true, out var length))
        {
            Fail("an object or array that does not end here");
        }

        _at += length;
        return new JsonSlice(start, length, kind);
    }

    private JsonSlice Scalar()
    {
        var start = _at;
        var length = _text[start..].IndexOfAny(ScalarEnd);
        _at += length < 0 ? _text.Length - start : length;
        var scalar = _text[start.._at];
        var kind = scalar.SequenceEqual("true"u8) ? JsonTokenType.True
            : scalar.SequenceEqual("false"u8) ? JsonTokenType.False
            : scalar.SequenceEqual("null"u8) ? JsonTokenType.Null
            : JsonTokenType.Number;
        if (kind == JsonTokenType.Number && (scalar.IsEmpty || scalar.ContainsAnyExcept(NumberText)))
        {
            Fail("no value");
        }

        return new JsonSlice(start, scalar.Length, kind);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly byte Peek()
    {
        if ((uint)_at >= (uint)_text.Length)
        {
            Fail("the end of the text");
        }

        return _text[_at];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Pass(byte expected)
    {
        if (Peek() != expected)
        {
            Fail($"'{(char)_text[_at]}' instead of '{(char)expected}'");
        }

        _at++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipWhiteSpace()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _at++;
        }
    }

    [DoesNotReturn]
    private readonly void Fail(string found) => throw new JsonException($"{found}, {_at} bytes after its beginning");
}
