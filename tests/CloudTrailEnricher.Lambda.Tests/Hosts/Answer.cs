namespace CloudTrailEnricher.Lambda.Tests.Hosts;

/// <summary>The answer to Lambda about an invocation.</summary>
/// <param name="Body">The answer; null where it failed.</param>
/// <param name="ErrorType">The error's type; null where there is none.</param>
/// <param name="ErrorMessage">The error's message; null where there is none.</param>
internal sealed record Answer(string? Body, string? ErrorType = null, string? ErrorMessage = null);
