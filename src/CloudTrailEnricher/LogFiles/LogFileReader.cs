using System.Text.Json;
using CloudTrailEnricher.Json;

namespace CloudTrailEnricher.LogFiles;

/// <summary>
/// Reads <c>{"Records":[…]}</c> record by record, in one pass and bounded memory.
/// Other members of the root object, and elements of the array that are no objects, pass through.
/// </summary>
internal sealed class LogFileReader
{
    private readonly JsonScanner _scanner;
    private Place _place = Place.BeforeRoot;
    private int _recordLength;
    private bool _foundRecords;

    /// <param name="file">The file's name, for errors.</param>
    /// <param name="text">The uncompressed text; it stays its owner's.</param>
    /// <param name="limits">When to refuse the file.</param>
    public LogFileReader(string file, SourceText text, ReadLimits limits) => _scanner = new JsonScanner(file, text, limits);

    /// <summary>Elements of <c>Records</c> read so far.</summary>
    public long Records { get; private set; }

    /// <summary>The current record's text, from brace to brace. Valid until the next read.</summary>
    public ReadOnlySpan<byte> Record => _scanner.Unread[.._recordLength];

    /// <summary>Whether the current record has a backslash in it, or shortly after it.</summary>
    public bool RecordHasBackslash => _scanner.ValueHasBackslash;

    /// <summary>Goes to the next record that is an object; false at the end of a complete and valid document.</summary>
    /// <exception cref="LogFileException">The document is not a CloudTrail log file, is cut off, or exceeds a limit.</exception>
    public bool Read()
    {
        _scanner.Advance(_recordLength);
        _recordLength = 0;
        if (_place == Place.BeforeRoot)
        {
            _scanner.SkipByteOrderMark();
            if (_scanner.Unread is [0x1F, 0x8B, ..])
            {
                throw Invalid(0, "gzip inside gzip: the file was compressed twice; decompress it once");
            }

            _scanner.Expect((byte)'{', "a CloudTrail log file is one JSON object, {\"Records\":[…]}");
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

    /// <summary>
    /// Replaces bytes of the current record in the copy, and passes the record. Edits must come in order and not overlap.
    /// </summary>
    public void Edit(ReadOnlySpan<RecordEdit> edits)
    {
        var passed = 0;
        foreach (var edit in edits)
        {
            _scanner.Advance(edit.Start - passed);
            _scanner.Replace(edit.Removed, edit.Inserted.Span);
            passed = edit.Start + edit.Removed;
        }

        _recordLength -= passed;
    }

    /// <summary>An error at a place in the current record.</summary>
    public LogFileException Invalid(long offsetInRecord, string reason, Exception? inner = null) =>
        _scanner.Invalid(offsetInRecord, reason, inner);

    /// <summary>Goes to the next object in <c>Records</c>; false after the array's end.</summary>
    private bool NextElement()
    {
        while (true)
        {
            var next = _scanner.Peek("the \"Records\" array is not closed");
            if (_place == Place.FirstElement && next == ']')
            {
                _scanner.Advance(1);
                return false;
            }

            if (_place == Place.NextElement)
            {
                _scanner.Advance(1);
                if (next == ']')
                {
                    return false;
                }

                if (next != ',')
                {
                    throw Invalid(-1, "expected ',' or ']' after a record");
                }

                next = _scanner.Peek("the \"Records\" array is not closed");
            }

            _place = Place.NextElement;
            var length = _scanner.ValueLength("record", depthAbove: 2);
            Records++;
            if (next == '{')
            {
                _recordLength = length;
                return true;
            }

            _scanner.Advance(length);
        }
    }

    /// <summary>Goes after the opening bracket of <c>Records</c>; false after the root object's end.</summary>
    private bool GoToRecords(bool first)
    {
        while (true)
        {
            var next = _scanner.Peek("the root object is not closed");
            if (next == '}')
            {
                _scanner.Advance(1);
                return false;
            }

            if (!first)
            {
                _scanner.Expect((byte)',', "expected ',' or '}' in the root object");
                next = _scanner.Peek("the root object is not closed");
            }

            first = false;
            if (next != '"')
            {
                throw Invalid(0, "expected a name in the root object");
            }

            var length = _scanner.ValueLength("name", depthAbove: 1);
            var isRecords = IsRecords(_scanner.Unread[..length]);
            _scanner.Advance(length);
            _scanner.Expect((byte)':', "expected ':' after a name");
            next = _scanner.Peek("the root object is not closed");
            if (!isRecords)
            {
                _scanner.Advance(_scanner.ValueLength("member of the root object", depthAbove: 1));
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
            _scanner.Advance(1);
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

        if (_scanner.SkipWhiteSpace())
        {
            throw Invalid(0, "more text follows the end of the document; a log file is one JSON document");
        }

        _scanner.Flush();
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
