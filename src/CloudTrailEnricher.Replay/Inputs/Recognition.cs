using System.Text;
using System.Text.Json;
using CloudTrailEnricher.Replay.Files;

namespace CloudTrailEnricher.Replay.Inputs;

/// <summary>
/// Separates messages from log files by what they hold, since both are JSON with <c>Records</c>. The same for every way in: a named file, a
/// file in a folder, standard input.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A message's text; empty for the others.</param>
internal readonly record struct Recognition(InputKind Kind, string Text = "")
{
    /// <summary>Messages are small (256 KB in a queue); whatever is larger is a log file.</summary>
    private const int LargestMessage = 1 << 20;

    private const char ByteOrderMark = '\uFEFF';

    /// <summary>What CloudTrail sends to a trail's SNS topic on set-up: the one message that is no JSON.</summary>
    private const string TrailSetUp = "CloudTrail validation message.";

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

        if (InputName.IsLogFile(path) || InputFile.ReadUpTo(LargestMessage, path) is not { } content)
        {
            return new Recognition(InputKind.LogFile);
        }

        // Reading it as a log file says why it is no JSON, and where.
        return OfText(Encoding.UTF8.GetString(content)) is { Kind: not InputKind.NotJson } recognized
            ? recognized
            : new Recognition(InputKind.LogFile);
    }

    /// <summary>Recognizes a text.</summary>
    /// <exception cref="FormatException">A name in it is not valid Unicode.</exception>
    public static Recognition OfText(string text)
    {
        text = text.TrimStart(ByteOrderMark);
        if (text.Trim() == TrailSetUp)
        {
            return new Recognition(InputKind.Message, text);
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var kind = KindOf(document.RootElement);
            return new Recognition(kind, kind == InputKind.Message ? text : "");
        }
        catch (JsonException)
        {
            return new Recognition(InputKind.NotJson);
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
            return MessageMembers.Any(name => root.TryGetProperty(name, out _)) ? InputKind.Message : InputKind.OtherJson;
        }

        return records.ValueKind == JsonValueKind.Array && (records.GetArrayLength() == 0 || records.EnumerateArray().Any(IsOfMessage))
            ? InputKind.Message
            : InputKind.LogFile;
    }

    /// <summary>Members of the messages without <c>Records</c>: S3 on set-up, a trail's topic, EventBridge, SNS.</summary>
    private static string[] MessageMembers { get; } = ["Event", "s3ObjectKey", "detail", "Message"];

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
    /// <summary>No JSON.</summary>
    NotJson,

    /// <summary>JSON of another kind.</summary>
    OtherJson,

    /// <summary>A CloudTrail log file, or something that has to be read as one to be judged.</summary>
    LogFile,

    /// <summary>A message that announces objects, or could.</summary>
    Message,

    /// <summary>A digest or the like, by its name.</summary>
    OtherDelivery,

    /// <summary>It cannot be read.</summary>
    Unreadable,
}
