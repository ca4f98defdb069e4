using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Passes;

/// <summary>Finds the evidence of a file's sessions, and notes the file as waiting so that no evidence to come is missed.</summary>
internal sealed class EvidenceLookup(IEvidenceStore evidence, IWaitingList waiting)
{
    /// <summary>The evidence that is known, as of a moment ago.</summary>
    /// <param name="asked">The sessions, and the requests of those that are a principal's agents.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<FileEvidence> FindAsync(FileQuestions asked, CancellationToken cancellationToken) =>
        new(
            asked,
            await Task.WhenAll(asked.Sessions.Keys.Select(session => FindAsync(asked, session, consistent: false, cancellationToken))),
            new HashSet<SessionKey>());

    /// <summary>All evidence that is known now.</summary>
    /// <param name="asked">The sessions, and the requests of those that are a principal's agents.</param>
    /// <param name="noted">The sessions for which the file was noted before.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<FileEvidence> FindCurrentAsync(
        FileQuestions asked, IEnumerable<SessionKey> noted, CancellationToken cancellationToken) =>
        new(
            asked,
            await Task.WhenAll(asked.Sessions.Keys.Select(session => FindAsync(asked, session, consistent: true, cancellationToken))),
            noted.ToHashSet());

    /// <summary>The same with all evidence that is known now of some sessions.</summary>
    public async Task<FileEvidence> FindCurrentAsync(
        FileEvidence known, IEnumerable<SessionKey> sessions, CancellationToken cancellationToken) =>
        known.With(
            await Task.WhenAll(sessions.Select(session => FindAsync(known.Asked, session, consistent: true, cancellationToken))),
            noted: false);

    /// <summary>
    /// Notes that the file waits, and only then reads once more, consistently: pass 1 writes evidence before it reads who waits, so
    /// whatever the order, one of the two sees the other.
    /// </summary>
    public async Task<FileEvidence> NoteAndFindAsync(
        LogObject file, FileEvidence known, IEnumerable<SessionKey> sessions, CancellationToken cancellationToken) => known.With(
            await Task.WhenAll(sessions.Select(session => NoteAndFindAsync(file, known, session, cancellationToken))), noted: true);

    /// <summary>Takes notes back.</summary>
    public Task RemoveNotesAsync(LogObject file, IReadOnlyCollection<SessionKey> sessions, CancellationToken cancellationToken) =>
        Task.WhenAll(sessions.Select(session => waiting.RemoveAsync(session, file, cancellationToken)));

    private async Task<(SessionKey Session, SessionEvidence Evidence)> NoteAndFindAsync(
        LogObject file, FileEvidence known, SessionKey session, CancellationToken cancellationToken)
    {
        // All requests of the file are named, the known ones too: however often it is written, the note is the same.
        var note = session.Kind == SessionKeyKind.Agents
            ? WaitingFile.ForRequests(file, known.Asked.Requests.Of(session))
            : new WaitingFile(file, AddressAndAgent.DigestOfAll(known.BySession[session].Items));
        await waiting.AddAsync(session, note, cancellationToken);
        var found = await FindAsync(known.Asked, session, consistent: true, cancellationToken);
        if (note.Knows is not null && note.Knows != AddressAndAgent.DigestOfAll(found.Evidence.Items))
        {
            // The note says that calls like those known before change nothing, which is no longer so.
            await waiting.AddAsync(session, note with { Knows = null }, cancellationToken);
            found = await FindAsync(known.Asked, session, consistent: true, cancellationToken);
        }

        return found;
    }

    private async Task<(SessionKey Session, SessionEvidence Evidence)> FindAsync(
        FileQuestions asked, SessionKey session, bool consistent, CancellationToken cancellationToken)
    {
        if (session.Kind != SessionKeyKind.Agents)
        {
            return (session, new SessionEvidence(await evidence.FindAsync(session, consistent, cancellationToken)));
        }

        var requests = asked.Requests.Of(session);
        var found = requests.Count == 0 ? [] : await evidence.FindRequestsAsync(requests, consistent, cancellationToken);
        return (session, new SessionEvidence(new AgentEvidence(requests, found)));
    }
}
