using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay;

/// <summary>
/// What pass 1 saw in each file, for pass 2: four bytes per file, by its place in the walk, and the sessions of some. What is missing,
/// pass 2 sees for itself. Safe to use from several threads.
/// </summary>
internal sealed class FileNotes
{
    /// <summary>Sessions of all files together: some 50 MB.</summary>
    private const int MostSessions = 100_000;

    private const uint NoteBits = 0b11;

    private static readonly IReadOnlyDictionary<SessionKey, RedactedFields> Nothing = new Dictionary<SessionKey, RedactedFields>();

    private readonly Lock _lock = new();
    private readonly Dictionary<int, IReadOnlyDictionary<SessionKey, RedactedFields>> _sessions = [];
    private uint[] _notes = new uint[1024];
    private int _sessionCount;

    private enum Note : uint
    {
        None,
        NothingRedacted,
        Redacted,
        Done,
    }

    /// <summary>Notes a file that was indexed, and the sessions of its redacted records.</summary>
    public void Indexed(int place, ObjectCreated file, IReadOnlyDictionary<SessionKey, RedactedFields> redacted)
    {
        lock (_lock)
        {
            Write(place, file, redacted.Count == 0 ? Note.NothingRedacted : Note.Redacted);
            if (redacted.Count > 0 && _sessionCount + redacted.Count <= MostSessions)
            {
                _sessionCount += redacted.Count;
                _sessions[place] = redacted;
            }
        }
    }

    /// <summary>Notes a file for which there is nothing left to do.</summary>
    public void Done(int place, ObjectCreated file)
    {
        lock (_lock)
        {
            Write(place, file, Note.Done);
        }
    }

    public bool IsDone(int place, ObjectCreated file)
    {
        lock (_lock)
        {
            return Read(place, file) == Note.Done;
        }
    }

    /// <summary>The sessions of a file's redacted records; null where that was not noted, or of another file.</summary>
    public IReadOnlyDictionary<SessionKey, RedactedFields>? SessionsOf(int place, ObjectCreated file)
    {
        lock (_lock)
        {
            return Read(place, file) switch
            {
                Note.NothingRedacted => Nothing,
                Note.Redacted when _sessions.Remove(place, out var sessions) => sessions,
                _ => null,
            };
        }
    }

    private void Write(int place, ObjectCreated file, Note note)
    {
        if (place >= _notes.Length)
        {
            Array.Resize(ref _notes, Math.Max(place + 1, _notes.Length * 2));
        }

        _notes[place] = (Mark(file) & ~NoteBits) | (uint)note;
    }

    private Note Read(int place, ObjectCreated file) =>
        place < _notes.Length && (_notes[place] & ~NoteBits) == (Mark(file) & ~NoteBits) ? (Note)(_notes[place] & NoteBits) : Note.None;

    /// <summary>Tells whether a place has the same file in both walks: a folder can change in between.</summary>
    private static uint Mark(ObjectCreated file) => (uint)file.File.GetHashCode();
}
