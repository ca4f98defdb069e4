using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Passes;

/// <summary>
/// Publishes copies so that a copy is never replaced by one that recovers less: the first is written only where there is none,
/// an improvement only over the very copy that it was compared with.
/// </summary>
internal sealed class Publisher(ILogStore store, EnrichedPrefix prefix)
{
    /// <summary>Each lost race means that another copy was written; a file has few improvements in its life.</summary>
    private const int MostRaces = 10;

    public Task CopyAsync(EnrichRequest request, ContentHeaders headers, CancellationToken cancellationToken)
    {
        var source = request.File;
        return store.CopyAsync(CopyOf(source), headers, CopyDescription.Unchanged(source, request.Announced.ETag), cancellationToken);
    }

    public async Task<EnrichOutcome> PublishAsync(EnrichRequest request, SourceFile source, EnrichedCopy made, CancellationToken cancellationToken)
    {
        var file = request.File;
        var copy = CopyOf(file);
        var description = CopyDescription.Of(file, source.ETag, made.Counts);
        PublishedCopy? replaces = null;
        for (var race = 0; race < MostRaces; race++)
        {
            if (await store.TryPutCopyAsync(copy, made.Content, source.Headers, description, replaces, cancellationToken))
            {
                return replaces is null ? EnrichOutcome.Published : EnrichOutcome.Improved;
            }

            replaces = await store.FindCopyAsync(copy, cancellationToken);
            if (replaces is not null && !Improves(description, replaces.Description, request.Force))
            {
                return EnrichOutcome.AlreadyPublished;
            }
        }

        throw new IOException($"{copy}: lost {MostRaces} races for writing the copy; it will be tried again");
    }

    private LogObject CopyOf(LogObject source) => source with { Key = prefix.KeyFor(source.Key) };

    private static bool Improves(CopyDescription made, CopyDescription? published, bool force) =>
        published is null
        || made.Recovered > published.Recovered
        || (force && made.Version != published.Version && made.Recovered == published.Recovered);
}
