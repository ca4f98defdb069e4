namespace CloudTrailEnricher.Notifications;

/// <summary>
/// What a message announces, in any of the forms in which it comes: an S3 notification, an EventBridge <c>Object Created</c> event,
/// a trail's own SNS message, any of them wrapped by SNS or SQS, and the messages that S3 and CloudTrail send on set-up.
/// </summary>
/// <param name="Objects">The objects that were created.</param>
/// <param name="Ignored">Messages that announce nothing: set-up messages, removals and the like.</param>
public sealed record Announcement(IReadOnlyList<ObjectCreated> Objects, int Ignored)
{
    /// <summary>For each record that cannot be read, which one it is and why. The others are read all the same.</summary>
    public IReadOnlyList<string> Unreadable { get; init; } = [];

    /// <summary>Reads a message of which every record must be readable.</summary>
    /// <param name="message">JSON, or CloudTrail's plain-text set-up message.</param>
    /// <exception cref="FormatException">The message has no known form, or one of its records cannot be read.</exception>
    public static Announcement Parse(string message)
    {
        var announcement = Read(message, S3EventRecord.Read);
        return announcement.Unreadable is [] ? announcement : throw new FormatException(string.Join("; ", announcement.Unreadable));
    }

    /// <summary>Reads a message, as many of its records as can be read.</summary>
    /// <param name="message">JSON, or CloudTrail's plain-text set-up message.</param>
    /// <param name="readRecord">Reads one record of an S3 notification.</param>
    /// <exception cref="FormatException">The message has no known form.</exception>
    public static Announcement Read(string message, S3RecordReader readRecord)
    {
        var reader = new AnnouncementReader(readRecord);
        reader.Read(message);
        return reader.Result;
    }
}
