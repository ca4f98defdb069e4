namespace CloudTrailEnricher.Replay;

/// <summary>The arguments make no sense; the message says which, why, and what to do.</summary>
internal sealed class UsageException(string message) : Exception(message);
