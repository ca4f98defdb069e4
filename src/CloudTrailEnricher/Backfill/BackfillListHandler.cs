using CloudTrailEnricher.Json;

namespace CloudTrailEnricher.Backfill;

/// <summary>
/// Finds the log files of a backfill. First the folders that hold the days which are asked for, then, folder by folder, their files.
/// </summary>
/// <param name="store">The buckets.</param>
/// <param name="sourceBucket">The trail's bucket.</param>
/// <param name="trailPrefix">What precedes <c>AWSLogs/</c> in the trail's keys; empty for nothing.</param>
public sealed class BackfillListHandler(IBackfillStore store, string sourceBucket, string trailPrefix)
{
    private readonly BackfillPlanner _planner = new(store, sourceBucket, trailPrefix);
    private readonly FolderListing _listing = new(store, sourceBucket, trailPrefix);

    /// <summary>Plans a run, or lists one of its folders.</summary>
    /// <param name="message"><c>{"plan":{…}}</c> or <c>{"list":{…}}</c>: JSON.</param>
    /// <param name="cancellationToken">Fires when the time is nearly up.</param>
    /// <returns>What was found: JSON.</returns>
    /// <exception cref="FormatException">It is neither.</exception>
    /// <exception cref="IOException">A bucket cannot be listed, read or written; trying again is safe.</exception>
    public async Task<string> HandleAsync(string message, CancellationToken cancellationToken)
    {
        using var document = CompactJson.Parse(message);
        return document.RootElement.Member("plan") is { } plan ? await _planner.PlanAsync(plan, cancellationToken)
            : document.RootElement.Member("list") is { } list ? await _listing.ListAsync(list, cancellationToken)
            : throw new FormatException("not a message of the backfill's state machine: {\"plan\":{…}} or {\"list\":{…}}");
    }
}
