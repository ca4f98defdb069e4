using System.Text;
using System.Text.Json;
using CloudTrailEnricher.Replay.Files;
using CloudTrailEnricher.Replay.Forms;

namespace CloudTrailEnricher.Replay.Inputs;

/// <summary>
/// Separates messages, log files, and records in other forms by what they hold, since all are JSON. The same for every way in: a named
/// file, a file in a folder, standard input.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A message's text, or why a file of another kind is not read; empty for the others.</param>
internal readonly record struct Recognition(InputKind Kind, string Text = "")
{
    /// <summary>Messages are small (256 KB in a queue); whatever is larger holds records, if anything.</summary>
    private const int LargestMessage = 1 << 20;

    private const char ByteOrderMark = '\uFEFF';

    /// <summary>What CloudTrail sends to a trail's SNS topic on set-up: the one message that is no JSON.</summary>
    private const string TrailSetUp = "CloudTrail validation message.";

    /// <summary>Members of the messages without <c>Records</c>: S3 on set-up, a trail's topic, EventBridge, SNS.</summary>
    private static string[] MessageMembers { get; } = ["Event", "s3ObjectKey", "detail", "Message"];

    /// <summary>Recognizes a file; reads it only where its name does not say.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="FormatException">A name in it is not valid Unicode.</exception>
    public static Recognition OfFile(string path)
    {
        if (InputName.IsOtherDelivery(path))
        {
            return new Recognition(InputKind.OtherDelivery);
        }

        if (InputName.IsLogFile(path))
        {
            return new Recognition(InputKind.LogFile);
        }

        var start = InputFile.ReadStart(LargestMessage, path, out var isWhole);
        if (ForeignFormat.Find(path, start) is { } reason)
        {
            return new Recognition(InputKind.OtherFile, reason);
        }

        // Reading what is named .json as a log file says why it is no JSON, and where.
        var recognized = isWhole ? OfWhole(start) : OfLong(start);
        return recognized.Kind == InputKind.OtherFile && InputName.IsJson(path) ? new Recognition(InputKind.LogFile) : recognized;
    }

    /// <summary>Recognizes a whole text.</summary>
    /// <exception cref="FormatException">A name in it is not valid Unicode.</exception>
    public static Recognition OfText(string text) => OfWhole(Encoding.UTF8.GetBytes(text));

    private static Recognition OfWhole(byte[] content)
    {
        var text = Encoding.UTF8.GetString(content).TrimStart(ByteOrderMark);
        if (text.Trim() == TrailSetUp)
        {
            return new Recognition(InputKind.Message, text);
        }

        var kind = KindOf(text);
        return kind switch
        {
            InputKind.Message => new Recognition(kind, text),
            InputKind.LogFile => new Recognition(kind),
            _ => new Recognition(HoldsRecords(content) ? InputKind.LogFile : kind),
        };
    }

    /// <summary>What is too long for a message holds records if there is a trace of any near its beginning.</summary>
    private static Recognition OfLong(ReadOnlySpan<byte> start) =>
        new(start.IndexOf("eventID"u8) >= 0 || start.StartsWith("H4sI"u8) ? InputKind.LogFile : InputKind.OtherFile);

    private static bool HoldsRecords(byte[] content) => FormReader.Read(content, LargestMessage).Text.Parts.Count > 0;

    private static InputKind KindOf(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return KindOf(document.RootElement);
        }
        catch (JsonException)
        {
            return InputKind.OtherFile;
        }
        catch (InvalidOperationException e)
        {
            // Half a surrogate pair in an escape, which the parser lets pass.
            throw new FormatException($"a name or text that is not valid Unicode: {e.Message}", e);
        }
    }

    private static InputKind KindOf(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return InputKind.OtherJson;
        }

        if (!root.TryGetProperty("Records", out var records))
        {
            return IsMessage(root) ? InputKind.Message : InputKind.OtherJson;
        }

        return records.ValueKind == JsonValueKind.Array && (records.GetArrayLength() == 0 || records.EnumerateArray().Any(IsOfMessage))
            ? InputKind.Message
            : InputKind.LogFile;
    }

    /// <summary>EventBridge delivers S3's announcements and CloudTrail's records in the same wrapping: those hold a record.</summary>
    private static bool IsMessage(JsonElement root) =>
        MessageMembers.Any(name => root.TryGetProperty(name, out _))
        && !(WrappedRecords.In(root) is { ValueKind: JsonValueKind.Object } detail && WrappedRecords.IsRecord(detail));

    /// <summary>Whether S3, SQS or SNS wrote this record.</summary>
    private static bool IsOfMessage(JsonElement record) =>
        record.ValueKind == JsonValueKind.Object
        && (record.TryGetProperty("s3", out _) || record.TryGetProperty("Sns", out _)
            || (record.TryGetProperty("eventSource", out var source)
                && source.ValueKind == JsonValueKind.String && source.ValueEquals("aws:sqs")));
}

/// <summary>What an input is.</summary>
internal enum InputKind
{
    /// <summary>No JSON, and without records.</summary>
    OtherFile,

    /// <summary>JSON without records.</summary>
    OtherJson,

    /// <summary>CloudTrail's records, in a log file or another form, or something that has to be read as a log file to be judged.</summary>
    LogFile,

    /// <summary>A message that announces objects, or could.</summary>
    Message,

    /// <summary>A digest or the like, by its name.</summary>
    OtherDelivery,

    /// <summary>It cannot be read.</summary>
    Unreadable,
}
