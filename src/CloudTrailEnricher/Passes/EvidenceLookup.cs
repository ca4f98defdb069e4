using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Passes;

/// <summary>Finds the evidence of a file's sessions, and notes the file as waiting so that no evidence to come is missed.</summary>
internal sealed class EvidenceLookup(IEvidenceStore evidence, IWaitingList waiting)
{
    /// <summary>The evidence that is known, as of a moment ago.</summary>
    public async Task<FileEvidence> FindAsync(
        IReadOnlyDictionary<SessionKey, RedactedFields> sessions, CancellationToken cancellationToken) =>
        new(
            sessions,
            await Task.WhenAll(sessions.Keys.Select(session => FindAsync(session, consistent: false, cancellationToken))),
            new HashSet<SessionKey>());

    /// <summary>All evidence that is known now.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="noted">The sessions for which the file was noted before.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<FileEvidence> FindCurrentAsync(
        IReadOnlyDictionary<SessionKey, RedactedFields> sessions, IEnumerable<SessionKey> noted, CancellationToken cancellationToken) =>
        new(
            sessions,
            await Task.WhenAll(sessions.Keys.Select(session => FindAsync(session, consistent: true, cancellationToken))),
            noted.ToHashSet());

    /// <summary>The same with all evidence that is known now of some sessions.</summary>
    public async Task<FileEvidence> FindCurrentAsync(
        FileEvidence known, IEnumerable<SessionKey> sessions, CancellationToken cancellationToken) =>
        known.With(await Task.WhenAll(sessions.Select(session => FindAsync(session, consistent: true, cancellationToken))), noted: false);

    /// <summary>
    /// Notes that the file waits, and only then reads once more, consistently: pass 1 writes evidence before it reads who waits, so
    /// whatever the order, one of the two sees the other.
    /// </summary>
    public async Task<FileEvidence> NoteAndFindAsync(
        LogObject file, FileEvidence known, IEnumerable<SessionKey> sessions, CancellationToken cancellationToken) => known.With(
            await Task.WhenAll(
                sessions.Select(session => NoteAndFindAsync(file, known.BySession[session], session, cancellationToken))), noted: true);

    /// <summary>Takes notes back.</summary>
    public Task RemoveNotesAsync(LogObject file, IReadOnlyCollection<SessionKey> sessions, CancellationToken cancellationToken) =>
        Task.WhenAll(sessions.Select(session => waiting.RemoveAsync(session, file, cancellationToken)));

    private async Task<(SessionKey Session, SessionEvidence Evidence)> NoteAndFindAsync(
        LogObject file, SessionEvidence known, SessionKey session, CancellationToken cancellationToken)
    {
        var note = new WaitingFile(file, AddressAndAgent.DigestOfAll(known.Items));
        await waiting.AddAsync(session, note, cancellationToken);
        var found = await FindAsync(session, consistent: true, cancellationToken);
        if (note.Knows is not null && note.Knows != AddressAndAgent.DigestOfAll(found.Evidence.Items))
        {
            // The note says that calls like those known before change nothing, which is no longer so.
            await waiting.AddAsync(session, note with { Knows = null }, cancellationToken);
            found = await FindAsync(session, consistent: true, cancellationToken);
        }

        return found;
    }

    private async Task<(SessionKey Session, SessionEvidence Evidence)> FindAsync(
        SessionKey session, bool consistent, CancellationToken cancellationToken) =>
        (session, new SessionEvidence(await evidence.FindAsync(session, consistent, cancellationToken)));
}
