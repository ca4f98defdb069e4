using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Copies;

/// <summary>
/// Publishes copies so that a copy is never replaced by one that recovers less: the first is written only where there is none,
/// an improvement only over the very copy that it was compared with.
/// </summary>
internal sealed class Publisher(ILogStore store, EnrichedPrefix prefix)
{
    /// <summary>Each lost race means that another copy was written; a file has few improvements in its life.</summary>
    private const int MostRaces = 10;

    /// <summary>Whether a copy stands that nothing could improve. No write ever replaces it, so this stays true.</summary>
    public async Task<bool> IsCompleteAsync(EnrichRequest request, CancellationToken cancellationToken)
    {
        var published = await store.FindCopyAsync(CopyOf(request.File), cancellationToken);
        return published?.Description is { IsComplete: true } copy && IsSameSource(request.Announced.ETag, copy);
    }

    /// <summary>Copies a file in which nothing is redacted: whenever it is done, the same bytes come of it, so it needs no condition.</summary>
    public Task CopyAsync(LogObject file, string? sourceETag, ContentHeaders headers, CancellationToken cancellationToken) =>
        store.CopyAsync(CopyOf(file), headers, CopyDescription.Unchanged(file, sourceETag), cancellationToken);

    /// <summary>Publishes what was made, unless what stands is as good.</summary>
    /// <returns>What came of it, and the copy that stands now.</returns>
    public async Task<(EnrichOutcome Outcome, CopyDescription Standing)> PublishAsync(
        EnrichRequest request, SourceFile source, EnrichedCopy made, CancellationToken cancellationToken)
    {
        var file = request.File;
        var copy = CopyOf(file);
        var description = CopyDescription.Of(file, source.ETag, made.Counts);
        PublishedCopy? replaces = null;
        for (var race = 0; race < MostRaces; race++)
        {
            if (await store.TryPutCopyAsync(copy, made.Content, source.Headers, description, replaces, cancellationToken))
            {
                return (replaces is null ? EnrichOutcome.Published : EnrichOutcome.Improved, description);
            }

            replaces = await store.FindCopyAsync(copy, cancellationToken);
            if (replaces?.Description is not { } published)
            {
                continue;
            }

            if (!IsSameSource(source.ETag, published))
            {
                await MustBeCurrentAsync(file, source, cancellationToken);
            }
            else if (!Improves(description, published, request.Force))
            {
                return (EnrichOutcome.AlreadyPublished, published);
            }
        }

        throw new IOException($"{copy}: lost {MostRaces} races for writing the copy; it will be tried again");
    }

    private LogObject CopyOf(LogObject source) => source with { Key = prefix.KeyFor(source.Key) };

    private static bool IsSameSource(string? etag, CopyDescription copy) => etag is null || copy.SourceETag is null || etag == copy.SourceETag;

    /// <summary>
    /// The copy that stands is of another content of the object. An older one, if ours is still the object's: then ours replaces it.
    /// </summary>
    private async Task MustBeCurrentAsync(LogObject file, SourceFile source, CancellationToken cancellationToken)
    {
        var current = await store.GetAsync(file, cancellationToken);
        if (current.ETag != source.ETag)
        {
            throw new IOException($"{file}: the object was replaced while it was enriched; trying again reads the newer one");
        }
    }

    /// <summary>
    /// Neither less recovered nor more without evidence: both together, or a reading that came too early, of evidence that was not yet
    /// contradicted, could replace a copy for which nobody waits any more. The price: where sign-ins of one session disagree after the copy
    /// was written, and it lost more by that than late evidence of another session gives, the other session's fields stay open.
    /// </summary>
    private static bool Improves(CopyDescription made, CopyDescription published, bool force) =>
        made.Recovered >= published.Recovered && made.Unresolved <= published.Unresolved
        && (made.Recovered > published.Recovered || made.Unresolved < published.Unresolved
            || (force && IsNewer(made.Version, published.Version)));

    private static bool IsNewer(string made, string published) =>
        Version.TryParse(made, out var ours) && Version.TryParse(published, out var theirs) ? ours > theirs : made != published;
}
