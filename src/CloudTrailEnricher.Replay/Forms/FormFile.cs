using System.Text.Json;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Replay.Forms;

/// <summary>
/// A file that holds CloudTrail's records in another form than a log file's. The passes get its records as a log file; what they change
/// is put back into the form that it came in, and every other byte of its text stays.
/// </summary>
internal sealed class FormFile
{
    /// <summary>Such a file is in memory as a whole, several times over.</summary>
    private const int MostTextBytes = 256 << 20;

    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 512 };

    private readonly FormText _text;
    private readonly bool _isGzip;

    private FormFile(FormText text, bool isGzip, long others)
    {
        _text = text;
        _isGzip = isGzip;
        Others = others;
    }

    /// <summary>Entries that are no CloudTrail records.</summary>
    public long Others { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its name, for errors.</param>
    /// <param name="content">Its bytes.</param>
    /// <returns>The file; null where it is damaged as a gzip file, too large, or holds no records.</returns>
    /// <exception cref="LogFileException">It holds records, but is broken off.</exception>
    public static FormFile? Read(string file, ReadOnlyMemory<byte> content)
    {
        var isGzip = LogText.IsGzip(content.Span);
        var inflated = isGzip ? WholeGzip.TryInflate(content, MostTextBytes) : null;
        if (isGzip ? inflated is null : content.Length > MostTextBytes)
        {
            return null;
        }

        var text = inflated ?? content;
        var reading = FormReader.Read(text, MostTextBytes);
        return reading switch
        {
            { Text.Parts.Count: 0 } => null,
            { BrokenAt: { } at } => throw new LogFileException(
                file,
                at,
                OffsetIn.Text,
                $"line {text.Span[..at].Count((byte)'\n') + 1} begins a JSON value that is not valid or is cut off; nothing of the file " +
                $"is used"),
            _ => new FormFile(reading.Text, isGzip, reading.Others),
        };
    }

    /// <summary>The records as a log file.</summary>
    public ReadOnlyMemory<byte> AsLogFile()
    {
        var file = new MemoryStream(_text.Text.Length + 64);
        file.Write("{\"Records\":["u8);
        var separator = ""u8;
        foreach (var record in _text.Records)
        {
            file.Write(separator);
            file.Write(record.Span);
            separator = ","u8;
        }

        file.Write("]}"u8);
        return file.ToArray();
    }

    /// <summary>The file with the records of an enriched log file in the place of its own.</summary>
    /// <param name="enriched">The copy that the passes made of <see cref="AsLogFile"/>.</param>
    public ReadOnlyMemory<byte> With(ReadOnlyMemory<byte> enriched)
    {
        using var records = RecordsOf(enriched).GetEnumerator();
        var text = TextEdit.Apply(_text.Text, _text.Edits(records));
        return _isGzip ? WholeGzip.Compress(text) : text;
    }

    private static List<ReadOnlyMemory<byte>> RecordsOf(ReadOnlyMemory<byte> logFile)
    {
        var records = new List<ReadOnlyMemory<byte>>();
        var json = new Utf8JsonReader(logFile.Span, Deep);
        while (json.Read() && json.TokenType != JsonTokenType.StartArray)
        {
        }

        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            var start = (int)json.TokenStartIndex;
            json.Skip();
            records.Add(logFile[start..(int)json.BytesConsumed]);
        }

        return records;
    }
}
