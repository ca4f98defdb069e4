using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CloudTrailEnricher.Sessions;

/// <summary>
/// One stored item of evidence: from where, and with which user agent, a session's person worked. A sign-in is one event. For browser
/// calls, an item stands for all calls of one address and user agent within ten minutes, and names the first and the last of them. The
/// item of a request that an agent made holds what the agent's record says of it.
/// </summary>
/// <param name="Session">The session it belongs to, or the request.</param>
/// <param name="Kind">A sign-in, calls that the browser made directly, or an agent's call.</param>
/// <param name="EventName">The first event's name, such as <c>ConsoleLogin</c>.</param>
/// <param name="EventId">The first event's <c>eventID</c>.</param>
/// <param name="EventTime">The first event's <c>eventTime</c>.</param>
/// <param name="AwsRegion">The first event's <c>awsRegion</c>.</param>
/// <param name="SourceIPAddress">An IP literal, exactly as recorded; null when the record has none.</param>
/// <param name="UserAgent">As recorded, without the brackets that S3 puts around it; null when the record has none that is known.</param>
public sealed record Evidence(
    SessionKey Session,
    EvidenceKind Kind,
    string EventName,
    string EventId,
    CloudTrailTime EventTime,
    string AwsRegion,
    string? SourceIPAddress,
    string? UserAgent)
{
    /// <summary>Browser calls are stored once for each slot of this length.</summary>
    private const long SlotSeconds = 600;

    private readonly SourceEvent? _last;

    /// <summary>The event that was seen first.</summary>
    public SourceEvent First => new(EventName, EventId, EventTime, AwsRegion);

    /// <summary>The event that was seen last; the same as <see cref="First"/> where only one was seen, as for every sign-in.</summary>
    public SourceEvent Last
    {
        get => _last ?? First;
        init => _last = value == First ? null : value;
    }

    /// <summary>
    /// <c>additionalEventData.SwitchFrom</c> of a <c>SwitchRole</c>: the ARN of the principal that switched; null otherwise.
    /// </summary>
    public string? SwitchFrom { get; init; }

    /// <summary><c>sessionContext.signInSessionArn</c>, which splits two sessions of one key; null where the record has none.</summary>
    public string? SignInSessionArn { get; init; }

    /// <summary>What an agent's record says of the request; null for evidence of a console session.</summary>
    public AgentClaim? Claim { get; init; }

    /// <summary>
    /// Another agent's call that claims the same request and says something else: the request is disputed. Null: none is known.
    /// </summary>
    public Evidence? Rival { get; init; }

    /// <summary>
    /// The key of the item within its session. A sign-in's names the event and a hash of its content, so its item never changes. A browser
    /// call's names the slot and a hash of address and agent, so that a busy session needs few items. A request has one item.
    /// </summary>
    public string ItemKey => Kind switch
    {
        EvidenceKind.SignIn =>
            $"signin#{EventId}#" +
            Hash(EventTime.ToString(), EventName, AwsRegion, SourceIPAddress, UserAgent, SwitchFrom, SignInSessionArn),
        EvidenceKind.AgentCall => Session.ToString(),
        _ =>
            $"browser#{Slot(EventTime)}#{(SignInSessionArn is null
                ? Hash(SourceIPAddress, UserAgent)
                : Hash(SourceIPAddress, UserAgent, SignInSessionArn))}",
    };

    /// <summary>A short digest of everything that an agent's call claims, by which two claims of one event differ.</summary>
    public string Words =>
        Hash(EventName, AwsRegion, SourceIPAddress, UserAgent, Claim?.PrincipalArn, Claim?.ApiName, Claim?.AwsRegion, Claim?.Tool);

    /// <summary>
    /// This item and another with the same key as one: the earliest first event and the latest last event. In whatever order and however
    /// often items are merged, the result is the same.
    /// </summary>
    public Evidence MergedWith(Evidence other)
    {
        if (Kind != EvidenceKind.BrowserSibling)
        {
            return Kind == EvidenceKind.SignIn ? this : AgentClaims.Merge(this, other);
        }

        var first = First <= other.First ? First : other.First;
        return this with
        {
            EventName = first.EventName,
            EventId = first.EventId,
            EventTime = first.EventTime,
            AwsRegion = first.AwsRegion,
            Last = Last >= other.Last ? Last : other.Last,
        };
    }

    private static string Slot(CloudTrailTime time) =>
        DateTimeOffset.FromUnixTimeSeconds(time.UnixSeconds - (time.UnixSeconds % SlotSeconds))
            .ToString("yyyyMMdd'T'HHmm'Z'", CultureInfo.InvariantCulture);

    private static string Hash(params ReadOnlySpan<string?> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 8));
}

/// <summary>What kind of record the evidence is.</summary>
public enum EvidenceKind
{
    /// <summary>A successful <c>ConsoleLogin</c> or <c>SwitchRole</c>.</summary>
    SignIn,

    /// <summary>A call that the session's browser made directly to a service.</summary>
    BrowserSibling,

    /// <summary>A call that an agent made through AWS's MCP server, and that names the request.</summary>
    AgentCall,
}
