namespace CloudTrailEnricher.Passes;

/// <summary>A message as a queue delivers it.</summary>
/// <param name="Id">What the queue knows it by.</param>
/// <param name="Body">What it says.</param>
/// <param name="Force">Whether its attribute <see cref="EnrichMessage.ForceAttribute"/> asks to replace copies of an older version.</param>
public sealed record QueuedMessage(string Id, string Body, bool Force = false);
