namespace CloudTrailEnricher.Copies;

/// <summary>How an object's bytes are to be read; the enriched copy gets the same.</summary>
/// <param name="Type">The content type; null where none is set.</param>
/// <param name="Encoding">The content encoding; null where none is set.</param>
public readonly record struct ContentHeaders(string? Type, string? Encoding);
