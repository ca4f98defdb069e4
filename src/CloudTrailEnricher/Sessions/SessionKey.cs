using System.Diagnostics.CodeAnalysis;

namespace CloudTrailEnricher.Sessions;

/// <summary>
/// What evidence is found by, and what files wait for. Usually that is one console session: the principal's ARN and the session's creation
/// time, on every record of it. A later record's creation date equals the sign-in's key to the second (867 of 867 real records), so keys
/// match exactly or not at all.
/// </summary>
/// <remarks>
/// For calls that agents make through AWS's MCP server, evidence is found by the request (<see cref="TryCreateRequest"/>), and files wait
/// for the principal's agents (<see cref="TryCreateAgents"/>): a file may name hundreds of requests.
/// </remarks>
public readonly record struct SessionKey
{
    /// <summary>
    /// Longer ARNs do not occur (IAM allows 512 characters of path and 64 of name), nor would DynamoDB take them as a key.
    /// </summary>
    private const int MaxArnLength = 1024;

    /// <summary>No real request id is longer (S3's extended ids have 76 characters), and it becomes part of a table's key.</summary>
    private const int MaxRequestIdLength = 128;

    private SessionKey(SessionKeyKind kind, string name, CloudTrailTime creationDate)
    {
        Kind = kind;
        PrincipalArn = name;
        CreationDate = creationDate;
    }

    /// <summary>What the key names.</summary>
    public SessionKeyKind Kind { get; }

    /// <summary><c>userIdentity.arn</c>; for a request, its account and id: <c>123456789012#8d0fca2e-…</c>.</summary>
    public string PrincipalArn { get; }

    /// <summary>
    /// <c>userIdentity.sessionContext.attributes.creationDate</c>, or the sign-in's <c>eventTime</c> where that is absent. Meaningless for
    /// anything but a console session.
    /// </summary>
    public CloudTrailTime CreationDate { get; }

    /// <summary>The 12 digits of the ARN's account.</summary>
    public ReadOnlySpan<char> Account
    {
        get
        {
            if (Kind == SessionKeyKind.Request)
            {
                return PrincipalArn.AsSpan(0, PrincipalArn.IndexOf('#'));
            }

            return AccountOf(PrincipalArn);
        }
    }

    /// <summary>Makes a key of what a record says; false when one of the two is missing or unreadable.</summary>
    public static bool TryCreate(string? principalArn, string? creationDate, out SessionKey key)
    {
        key = default;
        if (!IsArn(principalArn) || !CloudTrailTime.TryParse(creationDate, out var time))
        {
            return false;
        }

        key = new SessionKey(SessionKeyKind.Console, principalArn, time);
        return true;
    }

    /// <summary>Makes the key of one request; false when it cannot be one.</summary>
    /// <param name="account">The 12 digits of the account that the request was recorded in.</param>
    /// <param name="requestId">The record's <c>requestID</c>.</param>
    /// <param name="key">The key.</param>
    public static bool TryCreateRequest(string? account, string? requestId, out SessionKey key)
    {
        key = default;
        if (account is not { Length: 12 }
            || account.AsSpan().ContainsAnyExceptInRange('0', '9')
            || requestId is not { Length: > 0 and <= MaxRequestIdLength })
        {
            return false;
        }

        key = new SessionKey(SessionKeyKind.Request, $"{account}#{requestId}", default);
        return true;
    }

    /// <summary>Makes the key that files wait by for calls of a principal's agents; false when there is no ARN.</summary>
    public static bool TryCreateAgents(string? principalArn, out SessionKey key)
    {
        key = IsArn(principalArn) ? new SessionKey(SessionKeyKind.Agents, principalArn, default) : default;
        return key != default;
    }

    /// <summary>Whether a text can be an ARN: it begins with <c>arn:</c> and is no longer than ARNs are.</summary>
    internal static bool IsArn([NotNullWhen(true)] string? text) =>
        text is { Length: <= MaxArnLength } && text.StartsWith("arn:", StringComparison.Ordinal);

    /// <summary>The 12 digits of an ARN's account; empty where there are none.</summary>
    internal static ReadOnlySpan<char> AccountOf(ReadOnlySpan<char> arn)
    {
        for (var colons = 0; colons < 4; colons++)
        {
            arn = arn[(arn.IndexOf(':') + 1)..];
        }

        var end = arn.IndexOf(':');
        return end < 0 ? [] : arn[..end];
    }

    /// <summary>The ARN and the creation date; <c>mcp</c> instead of the date for a principal's agents, before it for a request.</summary>
    public override string ToString() => Kind switch
    {
        SessionKeyKind.Request => $"mcp#{PrincipalArn}",
        SessionKeyKind.Agents => $"{PrincipalArn} mcp",
        _ => $"{PrincipalArn} {CreationDate}",
    };
}

/// <summary>What a <see cref="SessionKey"/> names.</summary>
public enum SessionKeyKind
{
    /// <summary>One console session.</summary>
    Console,

    /// <summary>One request to an API, of one account.</summary>
    Request,

    /// <summary>All agents of one principal.</summary>
    Agents,
}
