namespace CloudTrailEnricher.Replay.Explain;

/// <summary>
/// Where an explanation's facts come from: local files, or whatever else can find events, their sessions and the evidence.
/// </summary>
internal interface IExplanationSource
{
    /// <summary>Finds all that there is to say; empty when the subject is not there.</summary>
    /// <exception cref="IOException">The source cannot be read.</exception>
    Task<Explanation> FindAsync(Subject subject, CancellationToken cancellationToken);
}
