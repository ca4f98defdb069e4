using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Tests.Model;

/// <summary>Mistakes that the passes do not make, put between them and what they work with.</summary>
internal static class PlantedBugs
{
    /// <summary>Pass 2 reads the evidence again, and only then notes that the file waits.</summary>
    public static PassPorts ReadBeforeWaiting(PassPorts ports, ProcessMemory memory) => ports with { Index = new WaitsTooLate(ports.Index) };

    /// <summary>Pass 1 reads who waits, and only then writes the evidence.</summary>
    public static PassPorts ReadBeforeEvidence(PassPorts ports, ProcessMemory memory) => ports with { Index = new LooksTooEarly(ports.Index) };

    /// <summary>Copies are written whatever is there.</summary>
    public static PassPorts UnconditionalPut(PassPorts ports, ProcessMemory memory) => ports with { Store = new Overwrites(ports.Store, _ => true) };

    /// <summary>A copy that is published when the time is up, with what is known, is written whatever is there.</summary>
    public static PassPorts DeadlineOverComplete(PassPorts ports, ProcessMemory memory) =>
        ports with { Store = new Overwrites(ports.Store, description => description.Unresolved > 0) };

    /// <summary>A warm process that remembers what it has written skips not only the writing but the release too.</summary>
    public static PassPorts ReleaseLostOnRetry(PassPorts ports, ProcessMemory memory) => ports with { Index = new ReleasesOnce(ports.Index, memory) };

    /// <summary>Waiting items are removed as soon as something was published.</summary>
    public static PassPorts RemovedTooEarly(PassPorts ports, ProcessMemory memory)
    {
        var index = new ForgetsWaiting(ports.Index);
        return ports with { Index = index, Store = new TellsOfPuts(ports.Store, index) };
    }

    private class SessionIndex(ISessionIndex index) : ISessionIndex
    {
        public virtual Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken) => index.PutAsync(evidence, cancellationToken);

        public virtual Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken) =>
            index.FindAsync(session, consistent, cancellationToken);

        public virtual Task AddWaitingAsync(SessionKey session, LogObject file, CancellationToken cancellationToken) =>
            index.AddWaitingAsync(session, file, cancellationToken);

        public virtual Task<IReadOnlyList<LogObject>> FindWaitingAsync(SessionKey session, CancellationToken cancellationToken) =>
            index.FindWaitingAsync(session, cancellationToken);

        public Task RemoveWaitingAsync(SessionKey session, LogObject file, CancellationToken cancellationToken) =>
            index.RemoveWaitingAsync(session, file, cancellationToken);
    }

    private sealed class WaitsTooLate(ISessionIndex index) : SessionIndex(index)
    {
        private readonly Dictionary<SessionKey, LogObject> _late = [];

        public override Task AddWaitingAsync(SessionKey session, LogObject file, CancellationToken cancellationToken)
        {
            _late[session] = file;
            return Task.CompletedTask;
        }

        public override async Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken)
        {
            var found = await base.FindAsync(session, consistent, cancellationToken);
            if (_late.Remove(session, out var file))
            {
                await base.AddWaitingAsync(session, file, cancellationToken);
            }

            return found;
        }
    }

    private sealed class LooksTooEarly(ISessionIndex index) : SessionIndex(index)
    {
        private readonly Dictionary<SessionKey, IReadOnlyList<LogObject>> _waiting = [];

        public override async Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken)
        {
            foreach (var session in evidence.Select(one => one.Session).Distinct())
            {
                _waiting[session] = await base.FindWaitingAsync(session, cancellationToken);
            }

            await base.PutAsync(evidence, cancellationToken);
        }

        public override Task<IReadOnlyList<LogObject>> FindWaitingAsync(SessionKey session, CancellationToken cancellationToken) =>
            Task.FromResult(_waiting[session]);
    }

    private sealed class ReleasesOnce(ISessionIndex index, ProcessMemory memory) : SessionIndex(index)
    {
        private bool _isNew;

        public override Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken)
        {
            _isNew = evidence.Any(one => (memory.Written & (1 << Universe.BitOf(one))) == 0);
            return base.PutAsync(evidence, cancellationToken);
        }

        public override Task<IReadOnlyList<LogObject>> FindWaitingAsync(SessionKey session, CancellationToken cancellationToken) =>
            _isNew ? base.FindWaitingAsync(session, cancellationToken) : Task.FromResult<IReadOnlyList<LogObject>>([]);
    }

    private sealed class ForgetsWaiting(ISessionIndex index) : SessionIndex(index)
    {
        private readonly List<(SessionKey Session, LogObject File)> _waiting = [];

        public override Task AddWaitingAsync(SessionKey session, LogObject file, CancellationToken cancellationToken)
        {
            _waiting.Add((session, file));
            return base.AddWaitingAsync(session, file, cancellationToken);
        }

        public Task ForgetAsync(CancellationToken cancellationToken) =>
            Task.WhenAll(_waiting.Select(one => RemoveWaitingAsync(one.Session, one.File, cancellationToken)));
    }

    private class LogStore(ILogStore store) : ILogStore
    {
        public Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken) => store.GetAsync(source, cancellationToken);

        public Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken) => store.FindCopyAsync(copy, cancellationToken);

        public virtual Task<bool> TryPutCopyAsync(
            LogObject copy,
            ReadOnlyMemory<byte> content,
            ContentHeaders headers,
            CopyDescription description,
            PublishedCopy? replaces,
            CancellationToken cancellationToken) => store.TryPutCopyAsync(copy, content, headers, description, replaces, cancellationToken);

        public Task CopyAsync(LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken) =>
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

    private sealed class TellsOfPuts(ILogStore store, ForgetsWaiting index) : LogStore(store)
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
            await index.ForgetAsync(cancellationToken);
            return put;
        }
    }
}
