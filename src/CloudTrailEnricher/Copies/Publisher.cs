using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Copies;

/// <summary>
/// Publishes copies so that a copy never knows less than the one that it replaces: the first is written only where there is none, a
/// replacement only over the very copy that it was compared with.
/// </summary>
internal sealed class Publisher(ILogStore store, EnrichedPrefix prefix)
{
    /// <summary>Each lost race means that another copy was written; a file has few improvements in its life.</summary>
    private const int MaxRaces = 10;

    /// <summary>The existing copy; null when there is none.</summary>
    public Task<PublishedCopy?> FindAsync(LogObject file, CancellationToken cancellationToken) => store.FindCopyAsync(CopyOf(file), cancellationToken);

    /// <summary>Copies a file in which nothing is redacted: whenever it is done, the same bytes come of it, so it needs no condition.</summary>
    public Task CopyAsync(LogObject file, string? sourceETag, ContentHeaders headers, CancellationToken cancellationToken) =>
        store.CopyAsync(CopyOf(file), headers, CopyDescription.Unchanged(file, sourceETag), cancellationToken);

    /// <summary>Publishes what was made, unless the existing copy is as good or knows more.</summary>
    /// <param name="file">The source.</param>
    /// <param name="source">The source as it was read.</param>
    /// <param name="made">The copy.</param>
    /// <param name="knowledge">The evidence that it was decided by.</param>
    /// <param name="terms">On what terms a standing copy is replaced.</param>
    /// <param name="standing">The existing copy, where it was looked up already; null to try to write the first.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The outcome, and the copy that exists now.</returns>
    public async Task<(PublishOutcome Outcome, CopyDescription Standing)> PublishAsync(
        LogObject file,
        SourceFile source,
        EnrichedCopy made,
        CopyKnowledge knowledge,
        PublishTerms terms,
        PublishedCopy? standing,
        CancellationToken cancellationToken)
    {
        var copy = CopyOf(file);
        var description = CopyDescription.Describe(file, source.ETag, made, knowledge);
        for (var race = 0; race < MaxRaces; race++)
        {
            if (standing?.Description is { } published)
            {
                if (!IsSameSource(source.ETag, published))
                {
                    await MustBeCurrentAsync(file, source, cancellationToken);
                }
                else if (Compare(description, published, terms) is var outcome and not PublishOutcome.Improved)
                {
                    return (outcome, published);
                }
            }

            if (await store.TryPutCopyAsync(copy, made.Content, source.Headers, description, standing, cancellationToken))
            {
                return (standing is null ? PublishOutcome.Published : PublishOutcome.Improved, description);
            }

            standing = await store.FindCopyAsync(copy, cancellationToken);
        }

        throw new IOException($"{copy}: lost {MaxRaces} races for writing the copy; it will be tried again");
    }

    /// <summary>Whether a copy is of the source that has this ETag, as far as is known.</summary>
    public static bool IsSameSource(string? etag, CopyDescription copy) => etag is null || copy.SourceETag is null || etag == copy.SourceETag;

    private LogObject CopyOf(LogObject source) => source with { Key = prefix.KeyFor(source.Key) };

    /// <summary>
    /// The existing copy was made from other content of the object. If ours is the current content, ours replaces it.
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
    /// Improved: ours replaces it. What would read the same is not written again, except by force after an upgrade. Fewer recovered fields
    /// are no reason to refuse: with more evidence, a value can turn out to be ambiguous.
    /// </summary>
    private static PublishOutcome Compare(CopyDescription made, CopyDescription published, PublishTerms terms)
    {
        if (published is not { Decisions: { } decisions, Knowledge: { } known })
        {
            return PublishOutcome.Improved;
        }

        var byForce = terms.Force && IsNewer(made.Version, published.Version);
        if (byForce || made.Decisions == decisions)
        {
            return byForce ? PublishOutcome.Improved : PublishOutcome.AlreadyPublished;
        }

        return made.Knowledge!.Includes(known, terms.EvidenceIsCurrent) || (terms.EvidenceIsCurrent && terms.Force) ? PublishOutcome.Improved
            : terms.EvidenceIsCurrent ? PublishOutcome.AlreadyPublished
            : PublishOutcome.KnowsLess;
    }

    private static bool IsNewer(string made, string published) =>
        Version.TryParse(made, out var ours) && Version.TryParse(published, out var theirs) ? ours > theirs : made != published;
}

/// <summary>On what terms a standing copy is replaced.</summary>
/// <param name="Force">Whether to replace a copy that an older version of the program made, or that cannot be compared.</param>
/// <param name="EvidenceIsCurrent">Whether the evidence was read consistently, after the standing copy was seen.</param>
internal readonly record struct PublishTerms(bool Force, bool EvidenceIsCurrent);

/// <summary>What came of publishing a copy.</summary>
internal enum PublishOutcome
{
    /// <summary>It is the first.</summary>
    Published,

    /// <summary>It replaced one.</summary>
    Improved,

    /// <summary>The existing copy reads the same, or knows more.</summary>
    AlreadyPublished,

    /// <summary>The existing copy may know something that this one does not: read the evidence again, consistently.</summary>
    KnowsLess,
}
