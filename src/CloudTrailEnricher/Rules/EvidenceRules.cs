using System.Diagnostics.CodeAnalysis;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Rules;

/// <summary>
/// Which records are evidence of a session's address and user agent. To add a sign-in event, add its name to <see cref="SignInEvents"/>;
/// the prefilter is built from the names here.
/// </summary>
internal static class EvidenceRules
{
    /// <summary>
    /// The only sign-in events that carry the person's own address and the session's own ARN. <c>GetSigninToken</c> carries the session's
    /// key with a broker's address.
    /// </summary>
    private static readonly string[] SignInEvents = ["ConsoleLogin", "SwitchRole"];

    /// <summary>Calls that obtain or check credentials: they can carry a broker's or a portal's address.</summary>
    private static readonly string[] CredentialEvents =
        ["GetSigninToken", "GetRoleCredentials", "Authenticate", "CheckMfa", "CredentialVerification"];

    /// <summary>No real event id is longer (36 characters), and it becomes part of a table's key.</summary>
    private const int MaxEventIdLength = 128;

    /// <summary>No real event name or region is longer.</summary>
    private const int MaxNameLength = 256;

    /// <summary>
    /// Every record that is evidence has a string that begins with one of these (see <see cref="Prefilter"/>). The slash that ends a
    /// browser's prefix is left out, because JSON may write it as <c>\/</c>.
    /// </summary>
    public static IEnumerable<string> Markers => [.. SignInEvents, .. UserAgent.BrowserPrefixes.Select(prefix => prefix.TrimEnd('/'))];

    /// <summary>Reads the evidence in <paramref name="record"/>, if it is any.</summary>
    /// <param name="record">The record.</param>
    /// <param name="account">The account that the record must belong to; null where that is not known or not asked.</param>
    /// <param name="evidence">The evidence.</param>
    public static bool TryFind(in Record record, string? account, [NotNullWhen(true)] out Evidence? evidence)
    {
        evidence = null;
        if (!TryGetEvent(record, out var source) || record.InvokedByDelegate.IsPresent)
        {
            return false;
        }

        evidence = IsFromSignInService(record) && source.EventName != "AuthorizeOAuth2Access"
            ? SignIn(record, source)
            : BrowserCall(record, source);
        if (evidence is null || (account is not null && !BelongsTo(account, record, evidence.Session)))
        {
            evidence = null;
            return false;
        }

        var signInSession = record.SignInSessionArn.StringOrNull(record.Text);
        evidence = evidence with { SignInSessionArn = SessionKey.IsArn(signInSession) ? signInSession : null };
        return true;
    }

    /// <summary>What evidence names its event by; false where the record does not have all of it.</summary>
    public static bool TryGetEvent(in Record record, out SourceEvent source)
    {
        source = default;
        if (!record.EventName.TryGetString(record.Text, out var name) || name.Length > MaxNameLength
            || !record.EventId.TryGetString(record.Text, out var id) || id.Length is 0 or > MaxEventIdLength
            || !CloudTrailTime.TryParse(record.EventTime.StringOrNull(record.Text), out var time))
        {
            return false;
        }

        var region = record.AwsRegion.StringOrNull(record.Text) ?? "";
        source = new SourceEvent(name, id, time, region);
        return region.Length <= MaxNameLength;
    }

    /// <summary>Whether AWS Sign-In made the record.</summary>
    public static bool IsFromSignInService(in Record record) =>
        string.Equals(record.EventSource.StringOrNull(record.Text), "signin.amazonaws.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// A successful sign-in with an address or an agent. Failures are recorded with the same ARN (root). The manual's pages spell the
    /// type both AwsConsoleSignIn and AwsConsoleSignin.
    /// </summary>
    private static Evidence? SignIn(in Record record, SourceEvent source)
    {
        if (!SignInEvents.Contains(source.EventName)
            || record.ResponseElements.Find(record.Text, source.EventName).StringOrNull(record.Text) != "Success"
            || !string.Equals(record.EventType.StringOrNull(record.Text), "AwsConsoleSignIn", StringComparison.OrdinalIgnoreCase)
            || !TryGetSignInSession(record, out var session))
        {
            return null;
        }

        var address = record.SourceIPAddress.StringOrNull(record.Text);
        var agent = UserAgent.WithoutBrackets(record.UserAgent.StringOrNull(record.Text));
        var evidence = new Evidence(
            session,
            EvidenceKind.SignIn,
            source.EventName,
            source.EventId,
            source.EventTime,
            source.AwsRegion,
            SourceAddress.IsEvidence(address) ? address : null,
            UserAgent.IsKnown(agent) ? agent : null)
        {
            SwitchFrom = SwitchFrom(record),
        };
        return evidence.SourceIPAddress is null && evidence.UserAgent is null ? null : evidence;
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
    /// The ARN that switched, in all <c>SwitchRole</c> records since 2020. Anything but an ARN is left out, never completed.
    /// </summary>
    private static string? SwitchFrom(in Record record)
    {
        var origin = record.AdditionalEventData.Find(record.Text, "SwitchFrom").StringOrNull(record.Text);
        return SessionKey.IsArn(origin) ? origin : null;
    }

    /// <summary>
    /// A call that the browser made itself: a browser's agent, an IP literal, no proxy in between. <c>[S3Console/…]</c> records carry an
    /// AWS-internal address with a <c>vpcEndpointId</c>, and <c>aws login</c> gives calls of the CLI the console's creation date: neither
    /// has a browser's agent.
    /// </summary>
    private static Evidence? BrowserCall(in Record record, SourceEvent source)
    {
        var agent = record.UserAgent.StringOrNull(record.Text);
        var address = record.SourceIPAddress.StringOrNull(record.Text);
        var isBrowserCall = UserAgent.IsBrowser(agent)
            && SourceAddress.IsEvidence(address)
            && !record.InvokedBy.IsPresent
            && !record.VpcEndpointId.IsPresent
            && !record.Enrichment.IsWritten
            && !source.EventName.StartsWith("AssumeRole", StringComparison.Ordinal)
            && !CredentialEvents.Contains(source.EventName)
            && (IsFromSignInService(record) ? IsSuccessfulAuthorization(record) : record.EventType.Is(record.Text, "AwsApiCall"u8));
        return isBrowserCall
            && SessionKey.TryCreate(
                record.PrincipalArn.StringOrNull(record.Text), record.CreationDate.StringOrNull(record.Text), out var session)
                ? new Evidence(
                    session,
                    EvidenceKind.BrowserSibling,
                    source.EventName,
                    source.EventId,
                    source.EventTime,
                    source.AwsRegion,
                    address,
                    UserAgent.WithoutBrackets(agent))
                : null;
    }

    /// <summary>
    /// <c>AuthorizeOAuth2Access</c> (<c>aws login</c>, the MCP server): the browser asks AWS Sign-In, with the console session's own key.
    /// <c>CreateOAuth2Token</c> carries the same key with a program's agent, and is no evidence.
    /// </summary>
    private static bool IsSuccessfulAuthorization(in Record record) =>
        !record.ErrorCode.IsPresent
        && record.ResponseElements.Find(record.Text, "AuthorizeOAuth2Access").StringOrNull(record.Text) is null or "Success";

    /// <summary>
    /// A file below one account's folder must not be evidence for another account: the principal's account, and the record's where it names
    /// one, must be the folder's.
    /// </summary>
    private static bool BelongsTo(string account, in Record record, SessionKey session) =>
        session.Account.SequenceEqual(account)
        && (!record.RecipientAccountId.IsPresent || record.RecipientAccountId.StringOrNull(record.Text) == account);
}
