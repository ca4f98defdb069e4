using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Copies;

/// <summary>
/// Publishes copies so that a copy never knows less than the one that it replaces: the first is written only where there is none, a
/// replacement only over the very copy that it was compared with.
/// </summary>
internal sealed class Publisher(ILogStore store, EnrichedPrefix prefix, TimeProvider time, string? bucket = null)
{
    /// <summary>Each lost race means that another copy was written; a file has few improvements in its life.</summary>
    private const int MaxRaces = 10;

    /// <summary>How often a write may be refused although nobody wrote. S3 does so while another conditional write is under way.</summary>
    private const int MaxRefusals = 5;

    /// <summary>The existing copy; null when there is none.</summary>
    public Task<PublishedCopy?> FindAsync(LogObject file, CancellationToken cancellationToken) =>
        store.FindCopyAsync(CopyOf(file), cancellationToken);

    /// <summary>
    /// Copies a file in which nothing is redacted: whenever it is done, the same bytes come of it, so it may replace any copy.
    /// </summary>
    /// <returns>False when the object was replaced since: then nothing is known of it.</returns>
    public Task<bool> CopyAsync(LogObject file, string? sourceETag, ContentHeaders headers, CancellationToken cancellationToken) =>
        store.CopyAsync(CopyOf(file), headers, CopyDescription.Unchanged(file, sourceETag), cancellationToken);

    /// <summary>Publishes what was made, unless the existing copy is as good or knows more.</summary>
    /// <param name="file">The source.</param>
    /// <param name="source">The source as it was read.</param>
    /// <param name="made">The copy.</param>
    /// <param name="knowledge">The evidence that it was decided by.</param>
    /// <param name="terms">On what terms a standing copy is replaced.</param>
    /// <param name="standing">The existing copy, where it was looked up already; null to try to write the first.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<Publication> PublishAsync(
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
        var refusals = 0;
        for (var race = 0; race < MaxRaces; race++)
        {
            if (standing?.Description is { } published)
            {
                if (!IsSameSource(source.ETag, published))
                {
                    await MustBeCurrentAsync(file, source, cancellationToken);
                }
                else if (Compare(description, published, terms, isCurrent: terms.CurrentSince == standing.ETag)
                    is var outcome and not PublishOutcome.Improved)
                {
                    return new Publication(outcome, published, standing);
                }
            }

            if (await store.TryPutCopyAsync(copy, made.Content, source.Headers, description, standing, cancellationToken))
            {
                return new Publication(standing is null ? PublishOutcome.Published : PublishOutcome.Improved, description, standing);
            }

            var before = standing?.ETag;
            standing = await store.FindCopyAsync(copy, cancellationToken);
            if (standing?.ETag == before)
            {
                await PauseAsync(copy, before, ++refusals, cancellationToken);
            }
        }

        throw new IOException($"{copy}: lost {MaxRaces} races for writing the copy; it will be tried again");
    }

    /// <summary>Whether a copy is of the source that has this ETag, as far as is known.</summary>
    public static bool IsSameSource(string? etag, CopyDescription copy) =>
        etag is null || copy.SourceETag is null || etag == copy.SourceETag;

    private LogObject CopyOf(LogObject source) => new(bucket ?? source.Bucket, prefix.KeyFor(source.Key));

    /// <summary>Waits after a write that was refused though nobody else wrote.</summary>
    private async Task PauseAsync(LogObject copy, string? etag, int refusals, CancellationToken cancellationToken)
    {
        if (refusals == MaxRefusals)
        {
            throw new IOException(etag is null
                ? $"{copy}: the store refused to write the copy {refusals} times because one exists, but finds none; check that it " +
                    $"supports If-None-Match"
                : $"{copy}: the store refused to replace the copy {refusals} times although its ETag is still {etag}; check that it " +
                    $"supports If-Match");
        }

        await Task.Delay(TimeSpan.FromMilliseconds(100 << refusals), time, cancellationToken);
    }

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
    /// are no reason to refuse: with more evidence, a value can turn out to be ambiguous. Force does not replace a copy that knows more.
    /// </summary>
    private static PublishOutcome Compare(CopyDescription made, CopyDescription published, PublishTerms terms, bool isCurrent)
    {
        var isUpgrade = terms.Force && IsNewer(made.Version, published.Version);
        if (!isUpgrade && (made.Decisions == published.Decisions || (terms.KeepsFinal && published.IsFinal)))
        {
            return PublishOutcome.AlreadyPublished;
        }

        var comparison = Compare(made, published, isCurrent);
        return terms.WritesOnce && comparison == Comparison.KnowsAll ? PublishOutcome.Outdated
            : terms.WritesOnce ? PublishOutcome.AlreadyPublished
            : comparison == Comparison.KnowsAll || (comparison == Comparison.Unclear && isCurrent && terms.Force) ? PublishOutcome.Improved
            : isCurrent ? PublishOutcome.AlreadyPublished
            : PublishOutcome.KnowsLess;
    }

    /// <summary>
    /// Compares what two copies know. One of an earlier version does not say what it knew: more fields without evidence mean that ours
    /// lacks some of it.
    /// </summary>
    private static Comparison Compare(CopyDescription made, CopyDescription published, bool isCurrent)
    {
        if (published is not { Decisions: not null, Knowledge: { } known })
        {
            return made.Unresolved <= published.Unresolved ? Comparison.KnowsAll : Comparison.KnowsLess;
        }

        return made.Knowledge!.Includes(known, isCurrent) ? Comparison.KnowsAll
            : known.Includes(made.Knowledge, isCurrent) ? Comparison.KnowsLess
            : Comparison.Unclear;
    }

    private static bool IsNewer(string made, string published) =>
        Version.TryParse(made, out var ours) && Version.TryParse(published, out var theirs) ? ours > theirs : made != published;
}

/// <summary>What a copy knows, beside the one that stands.</summary>
internal enum Comparison
{
    /// <summary>All that the standing copy knows.</summary>
    KnowsAll,

    /// <summary>Less than the standing copy.</summary>
    KnowsLess,

    /// <summary>Each may know something that the other does not.</summary>
    Unclear,
}

/// <summary>On what terms a standing copy is replaced.</summary>
/// <param name="Force">Whether to replace a copy that an older version of the program made, or that cannot be compared.</param>
/// <param name="KeepsFinal">Whether a final copy stays, as on the live path.</param>
internal readonly record struct PublishTerms(bool Force, bool KeepsFinal)
{
    /// <summary>Whether copies are written once: evidence that comes later replaces none of the same source.</summary>
    public bool WritesOnce { get; init; }

    /// <summary>The ETag of the standing copy after whose sight the evidence was read, consistently; null where it was not.</summary>
    public string? CurrentSince { get; init; }
}

/// <summary>What came of publishing a copy.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Description">The description of the copy that stands now.</param>
/// <param name="Before">The copy that stood before; null when there was none.</param>
internal readonly record struct Publication(PublishOutcome Outcome, CopyDescription Description, PublishedCopy? Before)
{
    /// <summary>Whether a final copy gave way to one that is not.</summary>
    public bool IsReopened => Outcome == PublishOutcome.Improved && !Description.IsFinal && Before?.Description is { IsFinal: true };
}

/// <summary>What came of publishing a copy.</summary>
internal enum PublishOutcome
{
    /// <summary>It is the first.</summary>
    Published,

    /// <summary>It replaced one.</summary>
    Improved,

    /// <summary>The copy that stands reads the same, or knows more, or is final.</summary>
    AlreadyPublished,

    /// <summary>The copy that stands would be replaced, were copies not written once.</summary>
    Outdated,

    /// <summary>The existing copy may know something that this one does not: read the evidence again, consistently.</summary>
    KnowsLess,
}
