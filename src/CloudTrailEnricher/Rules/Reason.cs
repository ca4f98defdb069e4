namespace CloudTrailEnricher.Rules;

/// <summary>Why a redacted field was not recovered. Reports name it by its code; <c>docs/decisions.md</c> explains each.</summary>
public enum Reason
{
    /// <summary>The field was recovered, or is not redacted.</summary>
    None,

    /// <summary>Nothing is known about the session.</summary>
    NoEvidence,

    /// <summary>Evidence of the session is known, but none of it has a value for this field.</summary>
    EvidenceWithoutValue,

    /// <summary>Sign-ins of one second differ: two people share the session's key.</summary>
    SharedSession,

    /// <summary>The session was seen from several addresses, and the event lies between or among them.</summary>
    AddressChanged,

    /// <summary>The session was seen with several user agents, and the event lies between or among them.</summary>
    UserAgentChanged,

    /// <summary>The record's own address is in no evidence of the session, and that evidence names several user agents.</summary>
    AddressUnknown,

    /// <summary>The record's <c>eventTime</c> cannot be read, and evidence of the session disagrees.</summary>
    NoEventTime,

    /// <summary>A service made the call for the principal.</summary>
    InvokedByService,

    /// <summary>A provider made the call under temporary delegation.</summary>
    Delegated,

    /// <summary>The call does not belong to a console session.</summary>
    NotFromConsole,

    /// <summary>A sign-in record hides its own address or agent.</summary>
    SignInItself,

    /// <summary>The record does not name its session.</summary>
    NoSession,

    /// <summary>The record was enriched before.</summary>
    EnrichedBefore,

    /// <summary>No agent's record that is known names the request.</summary>
    NoAgentRecord,

    /// <summary>An agent's record names the request, but for another region or API.</summary>
    AgentRecordDiffers,

    /// <summary>Two agents' records name the request and differ.</summary>
    RequestDisputed,

    /// <summary>The record does not name its principal or its request.</summary>
    NoRequest,

    /// <summary>The file holds more requests of agents than are looked up.</summary>
    TooManyRequests,
}

/// <summary>The codes of <see cref="Reason"/>.</summary>
public static class ReasonCodes
{
    /// <summary>The code: the member's name in camel case, such as <c>noEvidence</c>; empty for <see cref="Reason.None"/>.</summary>
    public static string Code(this Reason reason) => reason switch
    {
        Reason.NoEvidence => "noEvidence",
        Reason.EvidenceWithoutValue => "evidenceWithoutValue",
        Reason.SharedSession => "sharedSession",
        Reason.AddressChanged => "addressChanged",
        Reason.UserAgentChanged => "userAgentChanged",
        Reason.AddressUnknown => "addressUnknown",
        Reason.NoEventTime => "noEventTime",
        Reason.InvokedByService => "invokedByService",
        Reason.Delegated => "delegated",
        Reason.NotFromConsole => "notFromConsole",
        Reason.SignInItself => "signInItself",
        Reason.NoSession => "noSession",
        Reason.EnrichedBefore => "enrichedBefore",
        Reason.NoAgentRecord => "noAgentRecord",
        Reason.AgentRecordDiffers => "agentRecordDiffers",
        Reason.RequestDisputed => "requestDisputed",
        Reason.NoRequest => "noRequest",
        Reason.TooManyRequests => "tooManyRequests",
        _ => "",
    };

    /// <summary>The reason of a record in which nothing can ever be recovered.</summary>
    public static Reason AsReason(this Recoverability recoverability) => recoverability switch
    {
        Recoverability.InvokedByService => Reason.InvokedByService,
        Recoverability.Delegated => Reason.Delegated,
        Recoverability.NotFromConsole => Reason.NotFromConsole,
        Recoverability.SignInItself => Reason.SignInItself,
        Recoverability.NoSession => Reason.NoSession,
        Recoverability.EnrichedBefore => Reason.EnrichedBefore,
        _ => Reason.None,
    };
}
