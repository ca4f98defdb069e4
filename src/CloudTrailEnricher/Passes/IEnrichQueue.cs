namespace CloudTrailEnricher.Passes;

/// <summary>The queue between the two passes: at least once, in no order.</summary>
public interface IEnrichQueue
{
    /// <summary>Sends requests.</summary>
    /// <param name="requests">What pass 2 shall do.</param>
    /// <param name="delay">How long they stay invisible: none to 15 minutes.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">Some of them could not be sent; sending all of them again is safe.</exception>
    Task SendAsync(IReadOnlyCollection<EnrichRequest> requests, TimeSpan delay, CancellationToken cancellationToken);
}
