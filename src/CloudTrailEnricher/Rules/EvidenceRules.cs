using System.Diagnostics.CodeAnalysis;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Rules;

/// <summary>Which records are evidence of a session's address and user agent.</summary>
internal static class EvidenceRules
{
    /// <summary>No real event id is longer (36 characters), and it becomes part of a table's key.</summary>
    private const int LongestEventId = 128;

    /// <summary>No real event name or region is longer.</summary>
    private const int LongestName = 256;

    /// <summary>Reads the evidence in <paramref name="record"/>, if it is any.</summary>
    /// <param name="record">The record.</param>
    /// <param name="account">The account that the record must belong to; null where that is not known or not asked.</param>
    /// <param name="evidence">The evidence.</param>
    public static bool TryFind(in Record record, string? account, [NotNullWhen(true)] out Evidence? evidence)
    {
        evidence = null;
        if (!record.PrincipalArn.IsPresent
            || !record.EventName.TryGetString(record.Text, out var eventName) || eventName.Length > LongestName
            || !record.EventId.TryGetString(record.Text, out var eventId) || eventId.Length is 0 or > LongestEventId
            || !CloudTrailTime.TryParse(record.EventTime.StringOrNull(record.Text), out var eventTime))
        {
            return false;
        }

        EvidenceKind kind;
        SessionKey session;
        string? address, agent;
        if (IsSignInService(record))
        {
            if (!IsSuccessfulSignIn(record, eventName) || !TryGetSignInSession(record, out session))
            {
                return false;
            }

            kind = EvidenceKind.SignIn;
            address = record.SourceIPAddress.StringOrNull(record.Text);
            address = SourceAddress.TryParse(address, out _) ? address : null;
            agent = record.UserAgent.StringOrNull(record.Text);
            agent = UserAgent.IsKnown(agent) ? agent : null;
            if (address is null && agent is null)
            {
                return false;
            }
        }
        else
        {
            kind = EvidenceKind.BrowserSibling;
            agent = record.UserAgent.StringOrNull(record.Text);
            address = record.SourceIPAddress.StringOrNull(record.Text);
            if (!IsBrowserSibling(record, eventName, address, agent)
                || !SessionKey.TryCreate(record.PrincipalArn.StringOrNull(record.Text), record.CreationDate.StringOrNull(record.Text), out session))
            {
                return false;
            }
        }

        if (account is not null && !BelongsTo(account, record, session))
        {
            return false;
        }

        var region = record.AwsRegion.StringOrNull(record.Text) ?? "";
        if (region.Length > LongestName)
        {
            return false;
        }

        evidence = new Evidence(session, kind, eventName, eventId, eventTime, region, address, agent);
        return true;
    }

    private static bool IsSignInService(in Record record) =>
        string.Equals(record.EventSource.StringOrNull(record.Text), "signin.amazonaws.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// <c>ConsoleLogin</c> and <c>SwitchRole</c> are the only sign-in events that carry the person's own address and the session's own ARN;
    /// <c>GetSigninToken</c> carries the session's key with a broker's address. Failures are recorded with the same ARN (root).
    /// The manual's pages spell the type both AwsConsoleSignIn and AwsConsoleSignin.
    /// </summary>
    private static bool IsSuccessfulSignIn(in Record record, string eventName)
    {
        var result = eventName switch
        {
            "ConsoleLogin" => record.ConsoleLoginResult,
            "SwitchRole" => record.SwitchRoleResult,
            _ => default,
        };
        return result.Is(record.Text, "Success"u8)
            && string.Equals(record.EventType.StringOrNull(record.Text), "AwsConsoleSignIn", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// The sign-in's own creation date where it has one (Identity Center, federation brokers), its event time otherwise
    /// (IAM users, root, direct SAML, <c>SwitchRole</c>).
    /// </summary>
    private static bool TryGetSignInSession(in Record record, out SessionKey session) =>
        SessionKey.TryCreate(
            record.PrincipalArn.StringOrNull(record.Text),
            (record.CreationDate.IsPresent ? record.CreationDate : record.EventTime).StringOrNull(record.Text),
            out session);

    /// <summary>
    /// A browser's agent, an IP literal, nobody in between. <c>[S3Console/…]</c> records carry an AWS-internal address with a
    /// <c>vpcEndpointId</c>, and <c>aws login</c> gives calls of the CLI the console's creation date: neither has a browser's agent.
    /// Calls that obtain or check credentials can carry a broker's or portal's address.
    /// </summary>
    private static bool IsBrowserSibling(in Record record, string eventName, string? address, string? agent) =>
        UserAgent.IsBrowser(agent)
        && SourceAddress.TryParse(address, out _)
        && !record.InvokedBy.IsPresent
        && !record.VpcEndpointId.IsPresent
        && !record.Enrichment.IsPresent
        && !eventName.StartsWith("AssumeRole", StringComparison.Ordinal)
        && eventName is not ("GetSigninToken" or "GetRoleCredentials" or "Authenticate" or "CheckMfa" or "CredentialVerification");

    /// <summary>
    /// Whoever can put an object below one account's folder must not speak for another account: the record's account and the principal's
    /// must be the folder's.
    /// </summary>
    private static bool BelongsTo(string account, in Record record, SessionKey session) =>
        record.RecipientAccountId.StringOrNull(record.Text) == account && session.Account.SequenceEqual(account);
}
