using System.Diagnostics.CodeAnalysis;

namespace CloudTrailEnricher.Sessions;

/// <summary>
/// What one console session is known by: the principal's ARN and the session's creation time, on every record of it.
/// A later record's creation date equals the sign-in's key to the second (867 of 867 real records), so keys match exactly or not at all.
/// </summary>
public readonly record struct SessionKey
{
    /// <summary>
    /// Longer ARNs do not occur (IAM allows 512 characters of path and 64 of name), nor would DynamoDB take them as a key.
    /// </summary>
    private const int MaxArnLength = 1024;

    private SessionKey(string principalArn, CloudTrailTime creationDate)
    {
        PrincipalArn = principalArn;
        CreationDate = creationDate;
    }

    /// <summary><c>userIdentity.arn</c></summary>
    public string PrincipalArn { get; }

    /// <summary>
    /// <c>userIdentity.sessionContext.attributes.creationDate</c>, or the sign-in's <c>eventTime</c> where that is absent.
    /// </summary>
    public CloudTrailTime CreationDate { get; }

    /// <summary>The 12 digits of the ARN's account.</summary>
    public ReadOnlySpan<char> Account
    {
        get
        {
            var arn = PrincipalArn.AsSpan();
            for (var colons = 0; colons < 4; colons++)
            {
                arn = arn[(arn.IndexOf(':') + 1)..];
            }

            var end = arn.IndexOf(':');
            return end < 0 ? [] : arn[..end];
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

        key = new SessionKey(principalArn, time);
        return true;
    }

    /// <summary>Whether a text can be an ARN: it begins with <c>arn:</c> and is no longer than ARNs are.</summary>
    internal static bool IsArn([NotNullWhen(true)] string? text) =>
        text is { Length: <= MaxArnLength } && text.StartsWith("arn:", StringComparison.Ordinal);

    /// <summary>The ARN and the creation date.</summary>
    public override string ToString() => $"{PrincipalArn} {CreationDate}";
}
