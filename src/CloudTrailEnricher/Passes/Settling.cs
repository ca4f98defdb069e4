using CloudTrailEnricher.Copies;

namespace CloudTrailEnricher.Passes;

/// <summary>Sends files back until evidence had time to arrive.</summary>
internal sealed class Settling(IEnrichQueue queue, PassOptions options, TimeProvider time)
{
    /// <summary>A message can be delayed by 15 minutes at most (SQS manual, "delay queues").</summary>
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(15);

    /// <summary>Sends a file back with a delay, unless it has waited long enough, or has a copy that can be improved at once.</summary>
    /// <param name="request">The file.</param>
    /// <param name="source">The file as it was read.</param>
    /// <param name="found">What is known of its sessions.</param>
    /// <param name="standing">The copy that exists, where it was looked up.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<bool> HoldAsync(
        EnrichRequest request, SourceFile source, FileEvidence found, PublishedCopy? standing, CancellationToken cancellationToken)
    {
        // Without a settle time, not even a file from a clock that is ahead of ours is held.
        if (options.SettleTime == TimeSpan.Zero || (standing?.Description is { } copy && Publisher.IsSameSource(source.ETag, copy)))
        {
            return false;
        }

        var left = Arrival(request, source) + options.SettleTime - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        var delay = left < MaxDelay ? TimeSpan.FromSeconds(Math.Ceiling(left.TotalSeconds)) : MaxDelay;
        var held = request with
        {
            Waited = true,
            Held = (request.Held || !request.Waited) && found.NothingIsKnownOfNoted,
            WaitedFor = [.. request.WaitedFor.Union(found.Noted)],
        };
        await queue.SendAsync([held], delay, cancellationToken);
        return true;
    }

    /// <summary>
    /// The event's time, but never after the object's own: a message that names a time to come must not be held until then.
    /// </summary>
    private static DateTimeOffset Arrival(EnrichRequest request, SourceFile source) =>
        request.Announced.EventTime is { } announced && announced < source.LastModified ? announced : source.LastModified;
}
