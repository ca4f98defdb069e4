using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Passes;

/// <summary>One log file for pass 2.</summary>
/// <param name="Announced">The file, as it was announced.</param>
public sealed record EnrichRequest(ObjectCreated Announced)
{
    /// <summary>The log file.</summary>
    public LogObject File => Announced.File;

    /// <summary>
    /// What pass 1 saw: the sessions of the file's redacted records, and which fields are redacted in some record of each; beside them,
    /// the principals whose agents caused records.
    /// Empty: nothing is redacted. Null: the file was not scanned, or they are too many for a message.
    /// </summary>
    public IReadOnlyDictionary<SessionKey, RedactedFields>? RedactedSessions { get; init; }

    /// <summary>The file's content type and encoding, as pass 1 saw them.</summary>
    public ContentHeaders Headers { get; init; }

    /// <summary>
    /// Whether the file waited for evidence: then its copy may be complete already, and items that say it waits may be left.
    /// </summary>
    public bool Waited { get; init; }

    /// <summary>
    /// Whether the file was held because nothing was known of a session, and nothing else: where it has a copy now, there is nothing to do,
    /// for evidence that the copy lacks has released the file by a message of its own.
    /// </summary>
    public bool Held { get; init; }

    /// <summary>
    /// The sessions for which the file was noted when the request was sent: where nothing waits any more, the notes are removed.
    /// </summary>
    public IReadOnlyList<SessionKey> WaitedFor { get; init; } = [];

    /// <summary>Whether to replace a copy that an older version of the program made, though nothing more is recovered.</summary>
    public bool Force { get; init; }
}
