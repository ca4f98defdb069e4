using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Passes;

/// <summary>What pass 2 does when something happens between two of its steps.</summary>
public sealed class RetryTests
{
    private static readonly string SignIn = File(SwitchRole());

    private readonly LocalDeployment _deployment = new();
    private readonly InMemoryEnrichQueue _queue = new();

    [Fact]
    public async Task Evidence_that_is_stored_while_the_file_is_noted_is_seen()
    {
        // Pass 1 wrote the evidence and looked who waits just before the note was there: only reading again after the note finds it.
        var file = _deployment.Upload(File(Redacted()));
        var waiting = new Substitute(_deployment.Waiting) { BeforeAdd = () => _deployment.Evidence.Put(Scan(SignIn).Evidence) };

        var report = await PassOver(_deployment.Evidence, waiting).RunAsync(Announced(file), CancellationToken.None);

        Assert.Equal(EnrichOutcome.Published, report.Outcome);
        Assert.Equal(2, report.Counts?.Recovered);
    }

    [Fact]
    public async Task Evidence_that_is_stored_after_the_file_is_noted_releases_it()
    {
        // Pass 1 writes the evidence after the note and after the second reading: then it sees the note.
        var file = _deployment.Upload(File(Redacted()));
        var evidence = new Substitute(_deployment.Evidence);
        Assert.Equal(
            EnrichOutcome.Held, (await PassOver(evidence, _deployment.Waiting).RunAsync(Announced(file), CancellationToken.None)).Outcome);

        await _deployment.IndexAsync(_deployment.Upload(SignIn));

        Assert.Contains(_deployment.Queued, request => request.File == file && request.Waited);
    }

    [Fact]
    public async Task A_note_that_cannot_be_removed_at_once_is_removed_by_a_message_of_its_own()
    {
        var file = _deployment.Upload(File(Redacted()));
        _deployment.Evidence.Put(Scan(SignIn).Evidence);
        var waiting = new Substitute(_deployment.Waiting) { FailingRemovals = 1 };
        var pass = PassOver(new Substitute(_deployment.Evidence) { IsStale = true }, waiting);

        Assert.Equal(EnrichOutcome.Published, (await pass.RunAsync(Announced(file), CancellationToken.None)).Outcome);
        Assert.Equal([file], await _deployment.WaitingAsync());

        Assert.Equal(
            EnrichOutcome.AlreadyPublished, (await pass.RunAsync(Assert.Single(_queue.TakeAll()), CancellationToken.None)).Outcome);
        Assert.Empty(await _deployment.WaitingAsync());
    }

    [Fact]
    public async Task Notes_that_can_never_be_removed_do_not_send_messages_for_ever()
    {
        var file = _deployment.Upload(File(Redacted()));
        _deployment.Evidence.Put(Scan(SignIn).Evidence);
        var waiting = new Substitute(_deployment.Waiting) { FailingRemovals = int.MaxValue };
        var pass = PassOver(new Substitute(_deployment.Evidence) { IsStale = true }, waiting);
        await pass.RunAsync(Announced(file), CancellationToken.None);
        var again = Assert.Single(_queue.TakeAll());

        await Assert.ThrowsAsync<IOException>(() => pass.RunAsync(again, CancellationToken.None));

        Assert.Empty(_queue.TakeAll());
    }

    [Fact]
    public async Task A_session_that_the_message_did_not_name_is_looked_up()
    {
        const string Other = "arn:aws:sts::123456789012:assumed-role/user02/user02";
        var file = _deployment.Upload(File(Redacted(), Redacted(arn: Other)));
        _deployment.Evidence.Put(Scan(File(SwitchRole(), SwitchRole(arn: Other))).Evidence);
        var request = Announced(file) with
        {
            RedactedSessions = new Dictionary<SessionKey, RedactedFields> { [LocalDeployment.Session] = RedactedFields.Both },
        };

        var report = await PassOver(_deployment.Evidence, _deployment.Waiting).RunAsync(request, CancellationToken.None);

        Assert.Equal((4, 4, 0), (report.Counts?.RedactedFields, report.Counts?.Recovered, report.Counts?.Unresolved));
    }

    [Fact]
    public async Task A_forced_message_that_waited_replaces_a_complete_copy_of_an_older_version()
    {
        var file = _deployment.Upload(File(Redacted(), SwitchRole()));
        await _deployment.IndexAsync(file);
        await _deployment.DrainAsync();
        var copy = file with { Key = "enriched/" + file.Key };
        var published = (await _deployment.Store.FindCopyAsync(copy, CancellationToken.None))!;
        await _deployment.Store.TryPutCopyAsync(
            copy, new byte[1], default, published.Description! with { Version = "0.9.0" }, published, CancellationToken.None);

        Assert.Equal(EnrichOutcome.Improved, await _deployment.EnrichAsync(Announced(file) with { Waited = true, Force = true }));

        Assert.Equal(CopyDescription.CurrentVersion, (await _deployment.DescriptionOfAsync(file))?.Version);
    }

    [Theory]
    [InlineData(true, "the store refused to replace the copy 5 times although its ETag is still 1; check that it supports If-Match")]
    [InlineData(
        false, "the store refused to write the copy 5 times because one exists, but finds none; check that it supports If-None-Match")]
    public async Task A_store_that_misreads_conditions_is_named_after_pauses(bool hasCopy, string reason)
    {
        var file = _deployment.Upload(File(Redacted(), SwitchRole()));
        _deployment.Evidence.Put(Scan(SignIn).Evidence);
        if (hasCopy)
        {
            await _deployment.Store.TryPutCopyAsync(
                file with { Key = "enriched/" + file.Key }, new byte[1], default, new CopyDescription(
                    file, null, 2, 0, 0, 2, "0.9.0"), null, CancellationToken.None);
        }

        var store = new RefusingStore(_deployment.Store);
        var pass = new EnrichPass(
            store, _deployment.Evidence, _deployment.Waiting, _queue, new PassOptions(), _deployment.Time, NullLogger<EnrichPass>.Instance);

        var run = pass.RunAsync(Announced(file), CancellationToken.None);
        for (var pauses = 0; pauses < 4; pauses++)
        {
            Assert.Equal((hasCopy ? 2 : 1) + pauses, store.Puts);
            Assert.False(run.IsCompleted);
            _deployment.Time.Advance(TimeSpan.FromSeconds(2));
        }

        var error = await Assert.ThrowsAsync<IOException>(() => run);
        Assert.Equal($"{file with { Key = "enriched/" + file.Key }}: {reason}", error.Message);
    }

    private static EnrichRequest Announced(LogObject file) => new(new ObjectCreated(file));

    private EnrichPass PassOver(IEvidenceStore evidence, IWaitingList waiting) => new(
        _deployment.Store, evidence, waiting, _queue, new PassOptions(), _deployment.Time, NullLogger<EnrichPass>.Instance);

    /// <summary>A table in which something happens at the worst moment.</summary>
    private sealed class Substitute : IEvidenceStore, IWaitingList
    {
        private readonly IEvidenceStore? _evidence;
        private readonly IWaitingList? _waiting;

        public Substitute(IEvidenceStore evidence) => _evidence = evidence;

        public Substitute(IWaitingList waiting) => _waiting = waiting;

        public Action? BeforeAdd { get; init; }

        public int FailingRemovals { get; set; }

        /// <summary>Whether reads that are not consistent see nothing yet.</summary>
        public bool IsStale { get; init; }

        public Task PutAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken cancellationToken) =>
            _evidence!.PutAsync(evidence, cancellationToken);

        public Task<IReadOnlyList<Evidence>> FindAsync(SessionKey session, bool consistent, CancellationToken cancellationToken) =>
            IsStale && !consistent
                ? Task.FromResult<IReadOnlyList<Evidence>>([])
                : _evidence!.FindAsync(session, consistent, cancellationToken);

        public Task<IReadOnlyList<Evidence>> FindRequestsAsync(
            IReadOnlyCollection<SessionKey> requests, bool consistent, CancellationToken cancellationToken) =>
            _evidence!.FindRequestsAsync(requests, consistent, cancellationToken);

        public Task AddAsync(SessionKey session, WaitingFile waiting, CancellationToken cancellationToken)
        {
            BeforeAdd?.Invoke();
            return _waiting!.AddAsync(session, waiting, cancellationToken);
        }

        public Task<IReadOnlyList<WaitingFile>> FindAsync(SessionKey session, CancellationToken cancellationToken) =>
            _waiting!.FindAsync(session, cancellationToken);

        public Task RemoveAsync(SessionKey session, LogObject file, CancellationToken cancellationToken) =>
            FailingRemovals-- > 0
                ? Task.FromException(new IOException("table t: cannot remove a waiting file"))
                : _waiting!.RemoveAsync(session, file, cancellationToken);
    }

    /// <summary>A bucket that refuses every conditional write.</summary>
    private sealed class RefusingStore(ILogStore store) : ILogStore
    {
        public int Puts { get; private set; }

        public Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken) =>
            store.GetAsync(source, cancellationToken);

        public Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken) =>
            store.FindCopyAsync(copy, cancellationToken);

        public Task<bool> TryPutCopyAsync(
            LogObject copy,
            ReadOnlyMemory<byte> content,
            ContentHeaders headers,
            CopyDescription description,
            PublishedCopy? replaces,
            CancellationToken cancellationToken)
        {
            Puts++;
            return Task.FromResult(false);
        }

        public Task<bool> CopyAsync(
            LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken) =>
            store.CopyAsync(copy, headers, description, cancellationToken);
    }
}
