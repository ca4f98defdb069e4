using System.Buffers;
using System.Text.Json;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Json;

/// <summary>Reads the punctuation of a JSON document, and finds where its values end, in a text that arrives in pieces.</summary>
internal sealed class JsonScanner
{
    private static readonly SearchValues<byte> ScalarEnd = SearchValues.Create(",]} \t\r\n"u8);

    private readonly string _file;
    private readonly ReadLimits _limits;
    private readonly SourceText _text;

    /// <param name="file">The file's name, for errors.</param>
    /// <param name="text">The uncompressed text.</param>
    /// <param name="limits">When to refuse the file.</param>
    public JsonScanner(string file, SourceText text, ReadLimits limits)
    {
        _file = file;
        _limits = limits;
        _text = text;
    }

    /// <summary>Bytes of the text before <see cref="Unread"/>.</summary>
    public long Offset => _text.Offset;

    /// <summary>The text from the current position on, as far as it was read.</summary>
    public ReadOnlySpan<byte> Unread => _text.Unread;

    /// <summary>Passes the next bytes; they stay as they are.</summary>
    public void Advance(int count) => _text.Advance(count);

    /// <summary>Passes the next bytes; others take their place in the output.</summary>
    public void Replace(int removed, ReadOnlySpan<byte> inserted) => _text.Replace(removed, inserted);

    /// <summary>Hands all passed text on to the copy, if one is made.</summary>
    public void Flush() => _text.Flush();

    /// <summary>An error at a place after the current position.</summary>
    public LogFileException Invalid(long distance, string reason, Exception? inner = null) =>
        new(_file, _text.Offset + distance, OffsetIn.Text, reason, inner);

    /// <summary>Whether the value last measured has a backslash in it, or shortly after it.</summary>
    public bool ValueHasBackslash { get; private set; }

    /// <summary>The length of the value that begins at the current position; all of it is unread afterwards.</summary>
    public int ValueLength(string what, int depthAbove)
    {
        if (_text.Unread[0] is not ((byte)'{' or (byte)'[' or (byte)'"'))
        {
            return ScalarLength(what);
        }

        var end = new ValueEnd(_limits.Depth - depthAbove);
        var isAll = false;
        while (true)
        {
            if (end.TryFind(_text.Unread, isAll, out var length))
            {
                ValueHasBackslash = end.HasBackslash;
                return length <= _limits.RecordBytes ? length : throw TooLong(what);
            }

            switch (end.Problem)
            {
                case ValueProblem.CutOff:
                    throw Invalid(end.Scanned, $"the text ends inside a {what}; the file is cut off");
                case ValueProblem.TooDeep:
                    throw Invalid(end.Scanned, $"nesting deeper than the limit of {_limits.Depth}");
                case ValueProblem.NotAscii:
                    throw Invalid(end.Scanned, "a byte that is no ASCII character outside a string: invalid UTF-8 or damaged JSON");
            }

            isAll = !Fill(what);
        }
    }

    /// <summary>A number or a literal: short, and read in full.</summary>
    private int ScalarLength(string what)
    {
        int length;
        while ((length = _text.Unread.IndexOfAny(ScalarEnd)) < 0 && Fill(what))
        {
        }

        var scalar = length < 0 ? _text.Unread : _text.Unread[..length];
        try
        {
            var reader = new Utf8JsonReader(scalar);
            while (reader.Read())
            {
            }
        }
        catch (JsonException e)
        {
            throw Invalid(0, $"not a JSON value, where a {what} is expected", e);
        }

        return scalar.Length;
    }

    /// <summary>Passes one byte of punctuation.</summary>
    public void Expect(byte wanted, string problem)
    {
        if (Peek(problem) != wanted)
        {
            throw Invalid(0, problem);
        }

        _text.Advance(1);
    }

    /// <summary>The next byte that is no white space.</summary>
    public byte Peek(string problem) => SkipWhiteSpace() ? _text.Unread[0] : throw Invalid(0, $"the text ends here: {problem}");

    /// <summary>Goes to the next byte that is no white space; false at the text's end.</summary>
    public bool SkipWhiteSpace()
    {
        if (_text.Unread is [> (byte)' ', ..])
        {
            return true;
        }

        do
        {
            var next = _text.Unread.IndexOfAnyExcept(" \t\r\n"u8);
            _text.Advance(next < 0 ? _text.Unread.Length : next);
        }
        while (_text.Unread.IsEmpty && Fill("white space"));

        return !_text.Unread.IsEmpty;
    }

    /// <summary>Passes UTF-8's byte order mark, where the text begins with one.</summary>
    public void SkipByteOrderMark()
    {
        while (_text.Unread.Length < 3 && Fill("byte order mark"))
        {
        }

        if (_text.Unread.StartsWith("\uFEFF"u8))
        {
            _text.Advance(3);
        }
    }

    private bool Fill(string what) => _text.Fill() switch
    {
        FillOutcome.More => true,
        FillOutcome.End => false,
        _ => throw TooLong(what),
    };

    private LogFileException TooLong(string what) =>
        Invalid(0, $"a {what} longer than the limit of {_limits.RecordBytes} bytes begins here; CloudTrail's own limit is 256 KB");
}
