using CloudTrailEnricher.Notifications;

namespace CloudTrailEnricher.Replay.Inputs;

/// <summary>What there is to say of inputs that are no log files: S3 events read, what they and folders hold besides, what could not be read.</summary>
internal sealed class InputNotes
{
    private readonly List<FileFailure> _failures = [];

    /// <summary>Inputs that could not be read.</summary>
    public IReadOnlyList<FileFailure> Failures => _failures;

    /// <summary>S3 events read.</summary>
    public int Events { get; private set; }

    /// <summary>Files and messages that are no log files and announce none: digests, set-up messages, other JSON.</summary>
    public int Skipped { get; private set; }

    /// <summary>Notes that an input could not be read.</summary>
    public void Fail(string name, string reason) => _failures.Add(new FileFailure(name, reason));

    /// <summary>Notes a file that is no log file and announces none.</summary>
    public void Skip() => Skipped++;

    /// <summary>The objects that a message announces; none, with a note, if it is no S3 event.</summary>
    public IReadOnlyList<ObjectCreated> ReadEvent(string name, string message)
    {
        Announcement announcement;
        try
        {
            announcement = Announcement.Parse(message);
        }
        catch (FormatException e)
        {
            Fail(name, e.Message);
            return [];
        }

        Events++;
        Skipped += announcement.Ignored;
        return announcement.Objects;
    }
}
