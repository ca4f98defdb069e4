namespace CloudTrailEnricher.Bootstrap.RuntimeApi;

/// <summary>One piece of work from Lambda.</summary>
/// <param name="RequestId">What Lambda knows it by.</param>
/// <param name="Deadline">When Lambda ends the process, if there is no answer by then.</param>
/// <param name="TraceId">X-Ray's header; null when the invocation is not traced.</param>
/// <param name="Payload">The event: JSON.</param>
internal sealed record Invocation(string RequestId, DateTimeOffset Deadline, string? TraceId, byte[] Payload);
