using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Json;

namespace CloudTrailEnricher.LogFiles;

/// <summary>
/// Reads <c>{"Records":[…]}</c> record by record, in one pass and bounded memory.
/// Other members of the root object, and elements of the array that are no objects, pass through.
/// </summary>
internal sealed class LogFileReader : IDisposable
{
    private readonly JsonWindow _window;
    private Place _place = Place.BeforeRoot;
    private int _recordLength;
    private bool _foundRecords;

    /// <param name="file">The file's name, for errors.</param>
    /// <param name="text">The uncompressed text; it is disposed with the reader.</param>
    /// <param name="limits">When to refuse the file.</param>
    public LogFileReader(string file, TextWindow text, ReadLimits limits) => _window = new JsonWindow(file, text, limits);

    /// <summary>Reads a text that nothing is made of.</summary>
    /// <param name="file">The file's name, for errors.</param>
    /// <param name="text">The uncompressed text.</param>
    /// <param name="limits">When to refuse the file.</param>
    public LogFileReader(string file, Stream text, ReadLimits limits)
        : this(file, new StreamWindow(text, output: null, limits.RecordBytes), limits)
    {
    }

    /// <summary>Elements of <c>Records</c> read so far.</summary>
    public long Records { get; private set; }

    /// <summary>The current record's text, from brace to brace. Valid until the next read.</summary>
    public ReadOnlySpan<byte> Record => _window.Unread[.._recordLength];

    /// <summary>Whether a backslash stands in the current record, or close behind it.</summary>
    public bool RecordHasBackslash => _window.ValueHasBackslash;

    /// <summary>Goes to the next record that is an object; false at the end of a whole and sound document.</summary>
    /// <exception cref="LogFileException">The document is not a CloudTrail log file, is cut off, or exceeds a limit.</exception>
    public bool Read()
    {
        _window.Advance(_recordLength);
        _recordLength = 0;
        if (_place == Place.BeforeRoot)
        {
            _window.SkipByteOrderMark();
            _window.Expect((byte)'{', "a CloudTrail log file is one JSON object, {\"Records\":[…]}");
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

    /// <summary>Replaces bytes of the current record in the copy, and passes the record. Edits must come in order and not overlap.</summary>
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
    public LogFileException Invalid(long offsetInRecord, string reason, Exception? inner = null) => _window.Invalid(offsetInRecord, reason, inner);

    public void Dispose() => _window.Dispose();

    /// <summary>Goes to the next object in <c>Records</c>; false behind the array's end.</summary>
    private bool NextElement()
    {
        while (true)
        {
            var next = _window.Peek("the \"Records\" array is not closed");
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

                next = _window.Peek("the \"Records\" array is not closed");
            }

            _place = Place.NextElement;
            var length = _window.ValueLength("record", depthAbove: 2);
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
            var next = _window.Peek("the root object is not closed");
            if (next == '}')
            {
                _window.Advance(1);
                return false;
            }

            if (!first)
            {
                _window.Expect((byte)',', "expected ',' or '}' in the root object");
                next = _window.Peek("the root object is not closed");
            }

            first = false;
            if (next != '"')
            {
                throw Invalid(0, "expected a name in the root object");
            }

            var length = _window.ValueLength("name", depthAbove: 1);
            var isRecords = IsRecords(_window.Unread[..length]);
            _window.Advance(length);
            _window.Expect((byte)':', "expected ':' behind a name");
            next = _window.Peek("the root object is not closed");
            if (!isRecords)
            {
                _window.Advance(_window.ValueLength("member of the root object", depthAbove: 1));
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

        if (_window.SkipWhiteSpace())
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

    private enum Place
    {
        BeforeRoot,
        Root,
        FirstElement,
        NextElement,
        End,
    }
}
