using System.Buffers;
using System.Text.Json;

namespace CloudTrailEnricher.LogFiles;

/// <summary>
/// Reads <c>{"Records":[…]}</c> record by record, in one pass and bounded memory.
/// Other members of the root object, and elements of the array that are no objects, pass through.
/// </summary>
internal sealed class LogFileReader : IDisposable
{
    private static readonly SearchValues<byte> ScalarEnd = SearchValues.Create(",]} \t\r\n"u8);

    private readonly string _file;
    private readonly ReadLimits _limits;
    private readonly TextWindow _window;
    private Place _place = Place.BeforeRoot;
    private int _recordLength;
    private bool _foundRecords;

    /// <param name="file">The file's name, for errors.</param>
    /// <param name="text">The uncompressed text.</param>
    /// <param name="limits">When to refuse the file.</param>
    /// <param name="output">Is told about all text, edited by <see cref="Edit"/>; null when the file is only read.</param>
    public LogFileReader(string file, Stream text, ReadLimits limits, ITextOutput? output = null)
    {
        _file = file;
        _limits = limits;
        _window = new TextWindow(text, output, limits.RecordBytes);
    }

    /// <summary>Elements of <c>Records</c> read so far.</summary>
    public long Records { get; private set; }

    /// <summary>The current record's text, from brace to brace. Valid until the next read.</summary>
    public ReadOnlySpan<byte> Record => _window.Unread[.._recordLength];

    /// <summary>Where the current record begins in the text, in bytes.</summary>
    public long RecordOffset => _window.Offset;

    /// <summary>Goes to the next record that is an object; false at the end of a whole and sound document.</summary>
    /// <exception cref="LogFileException">The document is not a CloudTrail log file, is cut off, or exceeds a limit.</exception>
    public bool Read()
    {
        _window.Advance(_recordLength);
        _recordLength = 0;
        if (_place == Place.BeforeRoot)
        {
            SkipByteOrderMark();
            Expect((byte)'{', "a CloudTrail log file is one JSON object, {\"Records\":[…]}");
            _place = Place.Root;
            if (!GoToRecords(first: true))
            {
                return End();
            }
        }
        else if (_place == Place.End)
        {
            return false;
        }

        while (true)
        {
            if (NextElement())
            {
                return true;
            }

            _place = Place.Root;
            if (!GoToRecords(first: false))
            {
                return End();
            }
        }
    }

    /// <summary>Replaces bytes of the current record in the output, and passes the record. Edits must come in order and not overlap.</summary>
    public void Edit(ReadOnlySpan<TextEdit> edits)
    {
        var passed = 0;
        foreach (var edit in edits)
        {
            _window.Advance(edit.Start - passed);
            _window.Replace(edit.Removed, edit.Inserted.Span);
            passed = edit.Start + edit.Removed;
        }

        _recordLength -= passed;
    }

    /// <summary>An error at a place in the current record.</summary>
    public LogFileException Invalid(long offsetInRecord, string reason, Exception? inner = null) =>
        new(_file, _window.Offset + offsetInRecord, OffsetIn.Text, reason, inner);

    public void Dispose() => _window.Dispose();

    /// <summary>Goes to the next object in <c>Records</c>; false behind the array's end.</summary>
    private bool NextElement()
    {
        while (true)
        {
            var next = Peek("the \"Records\" array is not closed");
            if (_place == Place.FirstElement && next == ']')
            {
                _window.Advance(1);
                return false;
            }

            if (_place == Place.NextElement)
            {
                _window.Advance(1);
                if (next == ']')
                {
                    return false;
                }

                if (next != ',')
                {
                    throw Invalid(-1, "expected ',' or ']' behind a record");
                }

                next = Peek("the \"Records\" array is not closed");
            }

            _place = Place.NextElement;
            var length = ValueLength("record", depthAbove: 2);
            Records++;
            if (next == '{')
            {
                _recordLength = length;
                return true;
            }

            _window.Advance(length);
        }
    }

    /// <summary>Goes behind the opening bracket of <c>Records</c>; false behind the root object's end.</summary>
    private bool GoToRecords(bool first)
    {
        while (true)
        {
            var next = Peek("the root object is not closed");
            if (next == '}')
            {
                _window.Advance(1);
                return false;
            }

            if (!first)
            {
                Expect((byte)',', "expected ',' or '}' in the root object");
                next = Peek("the root object is not closed");
            }

            first = false;
            if (next != '"')
            {
                throw Invalid(0, "expected a name in the root object");
            }

            var length = ValueLength("name", depthAbove: 1);
            var isRecords = IsRecords(_window.Unread[..length]);
            _window.Advance(length);
            Expect((byte)':', "expected ':' behind a name");
            next = Peek("the root object is not closed");
            if (!isRecords)
            {
                _window.Advance(ValueLength("member of the root object", depthAbove: 1));
                continue;
            }

            if (_foundRecords)
            {
                throw Invalid(0, "a second \"Records\"; a log file has one");
            }

            if (next != '[')
            {
                throw Invalid(0, "\"Records\" is not an array; this is not a CloudTrail log file");
            }

            _foundRecords = true;
            _window.Advance(1);
            _place = Place.FirstElement;
            return true;
        }
    }

    private bool End()
    {
        if (!_foundRecords)
        {
            throw Invalid(0, "no \"Records\" in the root object; this is not a CloudTrail log file");
        }

        if (SkipWhiteSpace())
        {
            throw Invalid(0, "more text follows the end of the document; a log file is one JSON document");
        }

        _window.Flush();
        _place = Place.End;
        return false;
    }

    private bool IsRecords(ReadOnlySpan<byte> name)
    {
        try
        {
            var reader = new Utf8JsonReader(name);
            return reader.Read() && reader.ValueTextEquals("Records"u8);
        }
        catch (JsonException e)
        {
            throw Invalid(0, "this name is not a valid JSON string", e);
        }
    }

    /// <summary>The length of the value that begins at the current position; all of it is unread afterwards.</summary>
    private int ValueLength(string what, int depthAbove)
    {
        if (_window.Unread[0] is not ((byte)'{' or (byte)'[' or (byte)'"'))
        {
            return ScalarLength(what);
        }

        var end = new ValueEnd(_limits.Depth - depthAbove);
        var isAll = false;
        while (true)
        {
            if (end.TryFind(_window.Unread, isAll, out var length))
            {
                return length;
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
        while ((length = _window.Unread.IndexOfAny(ScalarEnd)) < 0 && Fill(what))
        {
        }

        var scalar = length < 0 ? _window.Unread : _window.Unread[..length];
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

    private void Expect(byte wanted, string problem)
    {
        if (Peek(problem) != wanted)
        {
            throw Invalid(0, problem);
        }

        _window.Advance(1);
    }

    private byte Peek(string problem) => SkipWhiteSpace() ? _window.Unread[0] : throw Invalid(0, $"the text ends here: {problem}");

    /// <summary>Goes to the next byte that is no white space; false at the text's end.</summary>
    private bool SkipWhiteSpace()
    {
        do
        {
            var next = _window.Unread.IndexOfAnyExcept(" \t\r\n"u8);
            _window.Advance(next < 0 ? _window.Unread.Length : next);
        }
        while (_window.Unread.IsEmpty && Fill("white space"));

        return !_window.Unread.IsEmpty;
    }

    private void SkipByteOrderMark()
    {
        while (_window.Unread.Length < 3 && Fill("byte order mark"))
        {
        }

        if (_window.Unread.StartsWith("\uFEFF"u8))
        {
            _window.Advance(3);
        }
    }

    private bool Fill(string what) => _window.Fill() switch
    {
        FillOutcome.More => true,
        FillOutcome.End => false,
        _ => throw Invalid(0, $"a {what} longer than the limit of {_limits.RecordBytes} bytes begins here; CloudTrail's own limit is 256 KB"),
    };

    private enum Place
    {
        BeforeRoot,
        Root,
        FirstElement,
        NextElement,
        End,
    }
}
