using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Passes;

/// <summary>What a file asks for.</summary>
/// <param name="Sessions">
/// The sessions of its redacted records and the principals whose agents caused records, each with the fields in question.
/// </param>
/// <param name="Requests">The requests of the principals' agents.</param>
internal sealed record FileQuestions(IReadOnlyDictionary<SessionKey, RedactedFields> Sessions, AgentRequests Requests)
{
    /// <summary>
    /// What pass 1 named; null where it named nothing, or agents: their requests stand in the file, and may be too many for a message.
    /// </summary>
    public static FileQuestions? From(IReadOnlyDictionary<SessionKey, RedactedFields>? named) =>
        named is null || named.Keys.Any(session => session.Kind == SessionKeyKind.Agents) ? null : new(named, AgentRequests.None);
}
