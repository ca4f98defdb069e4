namespace CloudTrailEnricher.Rules;

/// <summary>Whether a redacted field can be recovered, or why not.</summary>
public enum Recoverability
{
    /// <summary>No field is redacted.</summary>
    NotRedacted,

    /// <summary>The record belongs to a console session; evidence decides.</summary>
    Recoverable,

    /// <summary><c>userIdentity.invokedBy</c> is set: a service acted for the principal, and no address was ever there.</summary>
    InvokedByService,

    /// <summary><c>userIdentity.invokedByDelegate</c> is set: a provider acted under temporary delegation, not the principal.</summary>
    Delegated,

    /// <summary><c>sessionCredentialFromConsole</c> is not true: not a call of a console session.</summary>
    NotFromConsole,

    /// <summary>A sign-in record that hides its own address or agent: it is no call of a console session.</summary>
    SignInItself,

    /// <summary>No <c>userIdentity.arn</c>, or no readable <c>sessionContext.attributes.creationDate</c>: the session is unknown.</summary>
    NoSession,

    /// <summary>The record has a member <c>enrichment</c> already.</summary>
    EnrichedBefore,
}
