using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Tests.Model;

/// <summary>Mistakes that the passes do not make, put between them and what they work with.</summary>
internal static class PlantedBugs
{
    /// <summary>Pass 2 reads the evidence again, and only then notes that the file waits.</summary>
    public static PassPorts ReadBeforeWaiting(PassPorts ports, ProcessMemory memory)
    {
        var late = new WaitsTooLate(ports.Waiting);
        return ports with { Waiting = late, Evidence = new TellsOfReads(ports.Evidence, late) };
    }

    /// <summary>Pass 1 reads who waits, and only then writes the evidence.</summary>
    public static PassPorts ReadBeforeEvidence(PassPorts ports, ProcessMemory memory)
    {
        var early = new LooksTooEarly(ports.Waiting);
        return ports with { Waiting = early, Evidence = new TellsOfWrites(ports.Evidence, early.LookAsync) };
    }

    /// <summary>A warm process that remembers what it has written skips not only the writing but the release too.</summary>
    public static PassPorts ReleaseLostOnRetry(PassPorts ports, ProcessMemory memory)
    {
        var once = new ReleasesOnce(ports.Waiting, memory);
        return ports with { Waiting = once, Evidence = new TellsOfWrites(ports.Evidence, once.SeeAsync) };
    }

    /// <summary>Copies are written whatever is there.</summary>
    public static PassPorts UnconditionalPut(PassPorts ports, ProcessMemory memory) =>
        ports with { Store = new Overwrites(ports.Store, _ => true) };

    /// <summary>A copy that is published when the time is up, with what is known, is written whatever is there.</summary>
    public static PassPorts DeadlineOverComplete(PassPorts ports, ProcessMemory memory) =>
        ports with { Store = new Overwrites(ports.Store, description => description.Unresolved > 0) };

    /// <summary>Notes are removed as soon as something was published.</summary>
    public static PassPorts RemovedTooEarly(PassPorts ports, ProcessMemory memory)
    {
        var notes = new ForgetsNotes(ports.Waiting);
        return ports with { Waiting = notes, Store = new TellsOfPuts(ports.Store, notes) };
    }

    /// <summary>A note says what all evidence agreed on when it was written, and stays when that is no longer so.</summary>
    public static PassPorts StaleNote(PassPorts ports, ProcessMemory memory) => ports with { Waiting = new WritesNotesOnce(ports.Waiting) };

    /// <summary>Every copy is taken for one that knew nothing, so that one that knows less replaces it.</summary>
    public static PassPorts KnowledgeIgnored(PassPorts ports, ProcessMemory memory) => ports with
    {
        Store = new Describes(ports.Store, description => description with { Knowledge = CopyKnowledge.Parse("") }),
    };

    /// <summary>A file whose values only browser calls tell is not noted.</summary>
    public static PassPorts ProvisionalNotNoted(PassPorts ports, ProcessMemory memory) =>
        ports with { Waiting = new NotesNothingKnown(ports.Waiting) };

    /// <summary>The note of a file is removed whenever its copy was published, as if every copy were final.</summary>
    public static PassPorts EveryCopyFinal(PassPorts ports, ProcessMemory memory) => ports with
    {
        Store = new Describes(ports.Store, description => description with { IsFinal = true }),
    };

    /// <summary>
    /// Whoever removes a final copy's notes does not look whether a forced message replaced that copy by one that is not final.
    /// </summary>
    public static PassPorts NotLookedAgain(PassPorts ports, ProcessMemory memory)
    {
        var removals = new SeesRemovals(ports.Waiting);
        return ports with
        {
            Waiting = removals,
            Store = new Describes(ports.Store, description => removals.Any ? description with { IsFinal = true } : description),
        };
    }

    private class WaitingList(IWaitingList waiting) : IWaitingList
    {
        public virtual Task AddAsync(SessionKey session, WaitingFile file, CancellationToken cancellationToken) =>
            waiting.AddAsync(session, file, cancellationToken);

        public virtual Task<IReadOnlyList<WaitingFile>> FindAsync(SessionKey session, CancellationToken cancellationToken) =>
            waiting.FindAsync(session, cancellationToken);

        public virtual Task RemoveAsync(SessionKey session, LogObject file, CancellationToken cancellationToken) =>
            waiting.RemoveAsync(session, file, cancellationToken);
    }

    private sealed class WaitsTooLate(IWaitingList waiting) : WaitingList(waiting)
    {
        private readonly Dictionary<SessionKey, WaitingFile> _late = [];

        public override Task AddAsync(SessionKey session, WaitingFile file, CancellationToken cancellationToken)
        {
            _late[session] = file;
            return Task.CompletedTask;
        }

        public Task CatchUpAsync(SessionKey session, CancellationToken cancellationToken) =>
            _late.Remove(session, out var file) ? base.AddAsync(session, file, cancellationToken) : Task.CompletedTask;
    }

    private sealed class LooksTooEarly(IWaitingList waiting) : WaitingList(waiting)
    {
        private readonly Dictionary<SessionKey, IReadOnlyList<WaitingFile>> _waiting = [];

        public async Task LookAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken)
        {
            foreach (var session in evidence.Select(item => item.Session).Distinct())
            {
                _waiting[session] = await base.FindAsync(session, cancellationToken);
            }
        }

        public override Task<IReadOnlyList<WaitingFile>> FindAsync(SessionKey session, CancellationToken cancellationToken) =>
            Task.FromResult(_waiting[session]);
    }

    private sealed class ReleasesOnce(IWaitingList waiting, ProcessMemory memory) : WaitingList(waiting)
    {
        private bool _isNew;

        public Task SeeAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken)
        {
            _isNew = evidence.Any(item => !memory.Covers(item));
            return Task.CompletedTask;
        }

        public override Task<IReadOnlyList<WaitingFile>> FindAsync(SessionKey session, CancellationToken cancellationToken) =>
            _isNew ? base.FindAsync(session, cancellationToken) : Task.FromResult<IReadOnlyList<WaitingFile>>([]);
    }

    private sealed class ForgetsNotes(IWaitingList waiting) : WaitingList(waiting)
    {
        private readonly List<(SessionKey Session, LogObject File)> _notes = [];

        public override Task AddAsync(SessionKey session, WaitingFile file, CancellationToken cancellationToken)
        {
            _notes.Add((session, file.File));
            return base.AddAsync(session, file, cancellationToken);
        }

        public Task ForgetAsync(CancellationToken cancellationToken) =>
            Task.WhenAll(_notes.Select(note => RemoveAsync(note.Session, note.File, cancellationToken)));
    }

    private sealed class WritesNotesOnce(IWaitingList waiting) : WaitingList(waiting)
    {
        private readonly HashSet<SessionKey> _noted = [];

        public override Task AddAsync(SessionKey session, WaitingFile file, CancellationToken cancellationToken) =>
            _noted.Add(session) ? base.AddAsync(session, file, cancellationToken) : Task.CompletedTask;
    }

    private sealed class NotesNothingKnown(IWaitingList waiting) : WaitingList(waiting)
    {
        public override Task AddAsync(SessionKey session, WaitingFile file, CancellationToken cancellationToken) =>
            file.Knows is null ? base.AddAsync(session, file, cancellationToken) : Task.CompletedTask;
    }

    private sealed class SeesRemovals(IWaitingList waiting) : WaitingList(waiting)
    {
        public bool Any { get; private set; }

        public override Task RemoveAsync(SessionKey session, LogObject file, CancellationToken cancellationToken)
        {
            Any = true;
            return base.RemoveAsync(session, file, cancellationToken);
        }
    }

    private sealed class TellsOfReads(IEvidenceStore evidence, WaitsTooLate late) : IEvidenceStore
    {
        public Task PutAsync(IReadOnlyCollection<Evidence> items, CancellationToken cancellationToken) =>
            evidence.PutAsync(items, cancellationToken);

        public async Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken)
        {
            var found = await evidence.FindAsync(session, consistent, cancellationToken);
            await late.CatchUpAsync(session, cancellationToken);
            return found;
        }

        public Task<IReadOnlyList<Evidence>> FindRequestsAsync(
            IReadOnlyCollection<SessionKey> requests, bool consistent, CancellationToken cancellationToken) =>
            evidence.FindRequestsAsync(requests, consistent, cancellationToken);
    }

    private sealed class TellsOfWrites(
        IEvidenceStore evidence, Func<IReadOnlyCollection<Evidence>, CancellationToken, Task> tell) : IEvidenceStore
    {
        public async Task PutAsync(IReadOnlyCollection<Evidence> items, CancellationToken cancellationToken)
        {
            await tell(items, cancellationToken);
            await evidence.PutAsync(items, cancellationToken);
        }

        public Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken) =>
            evidence.FindAsync(session, consistent, cancellationToken);

        public Task<IReadOnlyList<Evidence>> FindRequestsAsync(
            IReadOnlyCollection<SessionKey> requests, bool consistent, CancellationToken cancellationToken) =>
            evidence.FindRequestsAsync(requests, consistent, cancellationToken);
    }

    private class LogStore(ILogStore store) : ILogStore
    {
        public Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken) =>
            store.GetAsync(source, cancellationToken);

        public virtual Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken) =>
            store.FindCopyAsync(copy, cancellationToken);

        public virtual Task<bool> TryPutCopyAsync(
            LogObject copy,
            ReadOnlyMemory<byte> content,
            ContentHeaders headers,
            CopyDescription description,
            PublishedCopy? replaces,
            CancellationToken cancellationToken) => store.TryPutCopyAsync(copy, content, headers, description, replaces, cancellationToken);

        public Task<bool> CopyAsync(
            LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken) =>
            store.CopyAsync(copy, headers, description, cancellationToken);
    }

    private sealed class Overwrites(ILogStore store, Predicate<CopyDescription> which) : LogStore(store)
    {
        public override async Task<bool> TryPutCopyAsync(
            LogObject copy,
            ReadOnlyMemory<byte> content,
            ContentHeaders headers,
            CopyDescription description,
            PublishedCopy? replaces,
            CancellationToken cancellationToken)
        {
            if (!which(description))
            {
                return await base.TryPutCopyAsync(copy, content, headers, description, replaces, cancellationToken);
            }

            while (!await base.TryPutCopyAsync(copy, content, headers, description, replaces, cancellationToken))
            {
                replaces = await FindCopyAsync(copy, cancellationToken);
            }

            return true;
        }
    }

    /// <summary>Describes copies that stand otherwise than they are.</summary>
    private sealed class Describes(ILogStore store, Func<CopyDescription, CopyDescription> describe) : LogStore(store)
    {
        public override async Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken) =>
            await base.FindCopyAsync(copy, cancellationToken) is { Description: { } description } found
                ? found with { Description = describe(description) }
                : null;
    }

    private sealed class TellsOfPuts(ILogStore store, ForgetsNotes notes) : LogStore(store)
    {
        public override async Task<bool> TryPutCopyAsync(
            LogObject copy,
            ReadOnlyMemory<byte> content,
            ContentHeaders headers,
            CopyDescription description,
            PublishedCopy? replaces,
            CancellationToken cancellationToken)
        {
            var put = await base.TryPutCopyAsync(copy, content, headers, description, replaces, cancellationToken);
            await notes.ForgetAsync(cancellationToken);
            return put;
        }
    }
}
