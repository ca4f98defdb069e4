namespace CloudTrailEnricher.Replay.Inputs;

/// <summary>A file that could not be handled.</summary>
/// <param name="File">Its name.</param>
/// <param name="Reason">What was wrong, and what helps.</param>
internal sealed record FileFailure(string File, string Reason);
