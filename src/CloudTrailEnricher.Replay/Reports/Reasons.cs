using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>Why an event stays redacted: the codes of <c>docs/decisions.md</c>, and a sentence for each.</summary>
internal static class Reasons
{
    /// <summary>The reasons of all fields that stay redacted, in words; one sentence where they share a reason.</summary>
    public static string InWords(RecordOutcome outcome) => string.Join(
        "; ", StillRedacted(outcome).GroupBy(field => outcome.Reason[field]).Select(same => InWords(same.Key, [.. same], outcome)));

    /// <summary>The codes of these reasons.</summary>
    public static IReadOnlyList<string> Codes(RecordOutcome outcome) =>
        [.. StillRedacted(outcome).Select(field => outcome.Reason[field].Code()).Distinct()];

    /// <summary>The reason of the first field that stays redacted.</summary>
    public static Reason First(RecordOutcome outcome)
    {
        var open = outcome.Redacted & ~outcome.Recovered;
        return open.Has(RedactedField.SourceIPAddress) ? outcome.Reason.SourceIPAddress : outcome.Reason.UserAgent;
    }

    /// <summary>Whether a field stays redacted because evidence disagrees, and not for want of evidence.</summary>
    public static bool IsAmbiguous(PerField<Reason> why) => RedactedFieldNames.All.Any(field =>
        why[field] is Reason.SharedSession or Reason.AddressChanged or Reason.UserAgentChanged or Reason.AddressUnknown
            or Reason.NoEventTime);

    /// <summary>The fields that stay redacted.</summary>
    public static string Fields(RecordOutcome outcome) => string.Join(", ", StillRedacted(outcome).Select(field => field.Name()));

    /// <summary>The reasons of events that share them, in words; one sentence where their fields share a reason.</summary>
    public static string InWords(OpenEvents open, SessionKey session) => string.Join(
        "; ",
        RedactedFieldNames.All.Where(field => open.Fields.Has(field))
            .GroupBy(field => open.Why[field])
            .Select(same => InWords(same.Key, [.. same], session, open.SessionAddresses)));

    /// <summary>One reason in words.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="fields">The fields that it is the reason for.</param>
    /// <param name="outcome">The event.</param>
    public static string InWords(Reason reason, IReadOnlyList<RedactedField> fields, RecordOutcome outcome) =>
        InWords(reason, fields, outcome.Session, outcome.SessionAddresses);

    /// <summary>A reason in a few words, to stand after a number of events.</summary>
    public static string Short(Reason reason) => reason switch
    {
        Reason.NoEvidence => "without evidence",
        Reason.EvidenceWithoutValue => "whose evidence has no value",
        Reason.SharedSession => "of two people with one session name",
        Reason.AddressChanged => "while the address changed",
        Reason.UserAgentChanged => "while the user agent changed",
        Reason.AddressUnknown => "from an address that no evidence has",
        Reason.NoEventTime => "without a readable time",
        Reason.InvokedByService => "made by a service",
        Reason.Delegated => "made by a provider",
        Reason.NotFromConsole => "not from a console session",
        Reason.SignInItself => "sign-ins",
        Reason.NoSession => "of no known session",
        Reason.EnrichedBefore => "enriched before",
        Reason.NoAgentRecord => "in no agent's record",
        Reason.AgentRecordDiffers => "in an agent's record of another API",
        Reason.RequestDisputed => "ambiguous",
        Reason.NoRequest => "without a request",
        Reason.TooManyRequests => "beyond the limit",
        _ => "",
    };

    /// <summary>What a reason means and what helps, whatever the session.</summary>
    public static string Meaning(Reason reason) => reason switch
    {
        Reason.NoEvidence => "No sign-in and no browser call of the session was read. Add the log files of all regions, from the session's "
            + "creation on: sign-ins are often recorded in another region.",
        Reason.EvidenceWithoutValue => "Evidence of the session was read, but it lacks this value or hides it too.",
        Reason.SharedSession => "Two people share the role, the session's name and the second of signing in: their calls look alike.",
        Reason.AddressChanged => "The session was seen from several addresses around this time. The candidates are known, none is chosen.",
        Reason.UserAgentChanged => "The session was seen with several user agents at this time. The candidates are known, none is chosen.",
        Reason.AddressUnknown => "The record's own address is in no evidence of the session, and that evidence has several user agents.",
        Reason.NoEventTime => "The record's time cannot be read, and the evidence of the session disagrees.",
        Reason.InvokedByService => "A service made the call for the principal (invokedBy). No address was ever there.",
        Reason.Delegated => "A provider made the call under temporary delegation (invokedByDelegate), not the person of the session.",
        Reason.NotFromConsole => "The call is not a console session's (sessionCredentialFromConsole is not true).",
        Reason.SignInItself => "A sign-in that hides its own address or user agent. No other record has it.",
        Reason.NoSession => "The record does not name its session: userIdentity.arn or the creation date is missing.",
        Reason.EnrichedBefore => "The record was enriched before.",
        _ => "",
    };

    private static string InWords(Reason reason, IReadOnlyList<RedactedField> fields, SessionKey session, int addresses) => reason switch
    {
        Reason.NoEvidence =>
            "no sign-in and no browser call of this session in the files; look for ConsoleLogin or SwitchRole at "
            + $"{session.CreationDate} in any region",
        Reason.EvidenceWithoutValue => $"evidence of this session is in the files, but its {Names(fields)} is missing or redacted too",
        Reason.SharedSession =>
            "ambiguous: sign-ins of this session in one second differ, so two people share the session's name, and nothing says "
            + "which of them made the call",
        Reason.AddressChanged =>
            $"ambiguous: the session was seen from {addresses} addresses, and nothing says which of them the call came from",
        Reason.UserAgentChanged => "ambiguous: the session was seen with several user agents, and nothing says which of them made the call",
        Reason.AddressUnknown =>
            "ambiguous: no evidence of the session has the record's own address, and the session was seen with several user agents",
        Reason.NoEventTime => "ambiguous: the session's evidence disagrees, and the record has no readable eventTime",
        Reason.InvokedByService => "a service made the call for the principal (invokedBy): no address was ever there",
        Reason.Delegated => "a provider made the call under temporary delegation (invokedByDelegate), not the person of this session",
        Reason.NotFromConsole => "not a console session's call (sessionCredentialFromConsole is not true)",
        Reason.SignInItself => $"a sign-in that hides its own {Names(fields)}; no other record has it",
        Reason.NoSession => "the session is unknown: no userIdentity.arn or no readable creationDate",
        Reason.EnrichedBefore => "the record has an enrichment member already",
        Reason.NoAgentRecord =>
            "no agent's record names this request; look for events of aws-mcp.amazonaws.com in any region of account "
            + $"{session.Account}, some minutes after the event: where they are data events, the trail must be told to record them",
        Reason.AgentRecordDiffers => "an agent's record names this request, but for another region or API",
        Reason.RequestDisputed => "ambiguous: two agents' records name this request and differ",
        Reason.NoRequest => "an agent caused this record, but it does not name its principal or its request",
        Reason.TooManyRequests => "the file holds more requests of agents than are looked up",
        _ => "",
    };

    private static IEnumerable<RedactedField> StillRedacted(RecordOutcome outcome) =>
        RedactedFieldNames.All.Where(field => (outcome.Redacted & ~outcome.Recovered).Has(field));

    private static string Names(IReadOnlyList<RedactedField> fields) => string.Join(" and ", fields.Select(field => field.Name()));
}
