using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>Why an event stays redacted, in words, and what would help.</summary>
internal static class Reasons
{
    public static string InWords(RecordOutcome outcome) => outcome.Recoverability switch
    {
        Recoverability.InvokedByService => "a service made the call for the principal (invokedBy): no address was ever there",
        Recoverability.NotFromConsole => "not a console session's call (sessionCredentialFromConsole is not true)",
        Recoverability.NoSession => "the session is unknown: no userIdentity.arn or no readable creationDate",
        Recoverability.EnrichedBefore => "the record has an enrichment object already",
        _ => Undecided(outcome),
    };

    /// <summary>The fields that stay redacted.</summary>
    public static string Fields(RecordOutcome outcome) => (outcome.Redacted & ~outcome.Recovered) switch
    {
        RedactedFields.SourceIPAddress => "sourceIPAddress",
        RedactedFields.UserAgent => "userAgent",
        _ => "sourceIPAddress, userAgent",
    };

    /// <summary>The reason in a word: <c>ambiguous</c>, <c>none</c> for no evidence, or <c>lookAlike</c> for what is no redaction.</summary>
    public static string Kind(RecordOutcome outcome) => outcome.Recoverability != Recoverability.Recoverable ? "lookAlike"
        : IsAmbiguous(outcome) ? Match.Ambiguous.Name()
        : Match.None.Name();

    private static string Undecided(RecordOutcome outcome) => IsAmbiguous(outcome)
        ? "ambiguous: evidence of this session disagrees, and nothing tells which is right"
        : $"no sign-in and no browser call of this session in the files; look for ConsoleLogin or SwitchRole at {outcome.Session.CreationDate} in any region";

    private static bool IsAmbiguous(RecordOutcome outcome) =>
        (outcome.Redacted.HasFlag(RedactedFields.SourceIPAddress) && outcome.Match.SourceIPAddress == Match.Ambiguous)
        || (outcome.Redacted.HasFlag(RedactedFields.UserAgent) && outcome.Match.UserAgent == Match.Ambiguous);
}
