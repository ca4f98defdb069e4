using CloudTrailEnricher.Replay.Reports;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Explain;

/// <summary>What people call a session, or a request of an agent.</summary>
internal static class SessionInWords
{
    /// <summary>The whole name.</summary>
    public static string Named(SessionKey key) => key.Kind == SessionKeyKind.Request
        ? $"request {Called(key)}"
        : $"{Terminal.Principal(key.PrincipalArn)}, {Called(key)}";

    /// <summary>What tells a request from others of its account, or a session from others of its principal.</summary>
    public static string Called(SessionKey key) => key.Kind == SessionKeyKind.Request
        ? key.PrincipalArn[(key.PrincipalArn.IndexOf('#') + 1)..]
        : $"created {key.CreationDate}";
}
