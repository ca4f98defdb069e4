using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Passes;

/// <summary>The notes that say that a file waits: which of them are over, and how they go.</summary>
internal sealed class WaitingNotes(IWaitingList waiting, IEnrichQueue queue)
{
    /// <summary>After this time, notes that could not be removed are removed.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The notes that nothing waits for any more: all of a file whose copy is final, and those of sessions that the file does not name.
    /// </summary>
    public static IReadOnlyCollection<SessionKey> Over(EnrichRequest request, FileEvidence found, CopyDescription published) =>
        !published.IsFinal ? [.. request.WaitedFor.Where(session => !found.BySession.ContainsKey(session))]
        : request.Waited || found.Noted.Count > 0 ? [.. found.BySession.Keys.Union(request.WaitedFor)]
        : [];

    /// <summary>Removes notes.</summary>
    /// <returns>False where they could not be removed: a message that does so later is on its way.</returns>
    public async Task<bool> TryRemoveAsync(
        EnrichRequest request, IReadOnlyCollection<SessionKey> sessions, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(sessions.Select(session => waiting.RemoveAsync(session, request.File, cancellationToken)));
            return true;
        }
        catch (IOException) when (!request.Waited)
        {
            // The copy stands, and the next attempt at this message would not look for notes: one that says so does.
            await queue.SendAsync([request with { Waited = true, WaitedFor = [.. sessions] }], RetryDelay, cancellationToken);
            return false;
        }
    }
}
