using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay;

/// <summary>
/// What pass 1 saw in each file, for pass 2: four bytes per file, by its place in the walk, and the sessions of some, each of which is
/// kept once however many files it is in. What is missing, pass 2 sees for itself. Safe to use from several threads.
/// </summary>
internal sealed class FileNotes
{
    /// <summary>Sessions that are known by number: some 25 MB.</summary>
    private const int MaxSessions = 100_000;

    /// <summary>Numbers of sessions, of all files together: some 10 MB.</summary>
    private const int MaxNumbers = 200_000;

    private const uint NoteBits = 0b11;

    private static readonly IReadOnlyDictionary<SessionKey, RedactedFields> Nothing = new Dictionary<SessionKey, RedactedFields>();

    private readonly Lock _lock = new();
    private readonly Dictionary<SessionKey, int> _numberOf = [];
    private readonly List<SessionKey> _sessions = [];
    private readonly Dictionary<int, (int Session, RedactedFields Fields)[]> _sessionsOf = [];
    private uint[] _notes = new uint[1024];
    private int _numbers;

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
            if (redacted.Count > 0 && _numbers + redacted.Count <= MaxNumbers && _sessions.Count + redacted.Count <= MaxSessions)
            {
                _numbers += redacted.Count;
                _sessionsOf[place] = [.. redacted.Select(one => (NumberOf(one.Key), one.Value))];
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
                Note.Redacted when _sessionsOf.Remove(place, out var sessions) =>
                    sessions.ToDictionary(one => _sessions[one.Session], one => one.Fields),
                _ => null,
            };
        }
    }

    private int NumberOf(SessionKey session)
    {
        if (!_numberOf.TryGetValue(session, out var number))
        {
            number = _sessions.Count;
            _numberOf.Add(session, number);
            _sessions.Add(session);
        }

        return number;
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

    /// <summary>A folder can change between the walks: the mark shows whether a place has the same file in both.</summary>
    private static uint Mark(ObjectCreated file) => (uint)file.File.GetHashCode();
}
