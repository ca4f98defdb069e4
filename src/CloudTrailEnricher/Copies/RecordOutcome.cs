using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Copies;

/// <summary>What became of one record that reads <c>AWS Internal</c>, or that an agent caused, for people who want to know.</summary>
public sealed record RecordOutcome
{
    /// <summary>The record's <c>eventID</c>, empty when it has none.</summary>
    public required string EventId { get; init; }

    /// <summary>The record's <c>eventName</c>.</summary>
    public required string EventName { get; init; }

    /// <summary>The record's <c>eventSource</c>.</summary>
    public required string EventSource { get; init; }

    /// <summary>The record's <c>eventTime</c>, as it is written.</summary>
    public required string EventTime { get; init; }

    /// <summary>The record's <c>awsRegion</c>.</summary>
    public required string AwsRegion { get; init; }

    /// <summary>The account that the record was delivered to.</summary>
    public required string AccountId { get; init; }

    /// <summary><c>userIdentity.arn</c>, empty when there is none.</summary>
    public required string PrincipalArn { get; init; }

    /// <summary>The redacted fields.</summary>
    public required RedactedFields Redacted { get; init; }

    /// <summary>Whether recovery was possible at all.</summary>
    public required Recoverability Recoverability { get; init; }

    /// <summary>The session, when <see cref="Recoverability"/> is <see cref="Recoverability.Recoverable"/>.</summary>
    public required SessionKey Session { get; init; }

    /// <summary>How each field was decided; <see cref="Match.None"/> too where it is not redacted.</summary>
    public required PerField<Match> Match { get; init; }

    /// <summary>Why each field was not recovered; <see cref="Reason.None"/> where it was, or is not redacted.</summary>
    public required PerField<Reason> Reason { get; init; }

    /// <summary>Where each recovered value comes from; null where none was recovered.</summary>
    public required PerField<FieldSource?> Source { get; init; }

    /// <summary>For each ambiguous field, the values that it may have; otherwise empty.</summary>
    public required PerField<IReadOnlyList<FieldSource>> Candidates { get; init; }

    /// <summary>Whether the recovered agent's evidence has another address than the record.</summary>
    public required bool AddressDiffers { get; init; }

    /// <summary>From how many addresses the session was seen.</summary>
    public required int SessionAddresses { get; init; }

    /// <summary>The ARN of the principal that switched to the session's role; null where it is not known.</summary>
    public required string? Origin { get; init; }

    /// <summary>Both fields as CloudTrail recorded them; null where the record has no such text.</summary>
    public required PerField<string?> Recorded { get; init; }

    /// <summary>The record's own address, where it was not redacted.</summary>
    public string? OwnAddress => Redacted.Has(RedactedField.SourceIPAddress) ? null : Recorded.SourceIPAddress;

    /// <summary>
    /// For a record that an agent caused, whether its call was found; null for a redacted one. <see cref="Session"/> is the request.
    /// </summary>
    public AgentDecision? Agent { get; init; }

    /// <summary>The fields that got their value back.</summary>
    public RedactedFields Recovered =>
        (Source.SourceIPAddress is null ? 0 : RedactedFields.SourceIPAddress) | (Source.UserAgent is null ? 0 : RedactedFields.UserAgent);

    /// <summary>Describes a record that always stays as it is.</summary>
    internal static RecordOutcome Create(in Record record, Redaction redaction, RepeatedTexts texts) =>
        Create(record, redaction, default, SessionEvidence.None, texts);

    /// <summary>Describes what was decided about a record.</summary>
    internal static RecordOutcome Create(
        in Record record, Redaction redaction, PerField<Decision> decisions, SessionEvidence session, RepeatedTexts texts)
    {
        var never = redaction.Recoverability.AsReason();
        return new RecordOutcome
        {
            EventId = record.EventId.StringOrNull(record.Text) ?? "",
            EventName = texts.StringOrNull(record, record.EventName) ?? "",
            EventSource = texts.StringOrNull(record, record.EventSource) ?? "",
            EventTime = texts.StringOrNull(record, record.EventTime) ?? "",
            AwsRegion = texts.StringOrNull(record, record.AwsRegion) ?? "",
            AccountId = texts.StringOrNull(record, record.RecipientAccountId) ?? "",
            PrincipalArn = redaction.Session.PrincipalArn ?? texts.StringOrNull(record, record.PrincipalArn) ?? "",
            Redacted = redaction.Fields,
            Recoverability = redaction.Recoverability,
            Session = redaction.Session,
            Match = new(decisions.SourceIPAddress.Match, decisions.UserAgent.Match),
            Reason = new(
                redaction.Fields.Has(RedactedField.SourceIPAddress) && never != Rules.Reason.None
                    ? never
                    : decisions.SourceIPAddress.Reason,
                redaction.Fields.Has(RedactedField.UserAgent) && never != Rules.Reason.None ? never : decisions.UserAgent.Reason),
            Source = new(FieldSource.From(decisions.SourceIPAddress.Source), FieldSource.From(decisions.UserAgent.Source)),
            Candidates = new(FieldSource.From(decisions.SourceIPAddress.Candidates), FieldSource.From(decisions.UserAgent.Candidates)),
            AddressDiffers = decisions.UserAgent.AddressDiffers,
            SessionAddresses = session.Addresses,
            Origin = session.Origin,
            Recorded = new(texts.StringOrNull(record, record.SourceIPAddress), texts.StringOrNull(record, record.UserAgent)),
        };
    }

    /// <summary>Describes what was decided about a record that an agent caused.</summary>
    internal static RecordOutcome Create(in Record record, AgentRequest request, AgentDecision decision, RepeatedTexts texts) =>
        Create(record, default, texts) with { Session = request.Request, Agent = decision };
}

/// <summary>The source of a value, or of a candidate: an item of evidence, and the event in it that is named.</summary>
/// <param name="Evidence">The item, with the address and the user agent.</param>
/// <param name="Event">The event of the item that is named.</param>
public sealed record FieldSource(Evidence Evidence, SourceEvent Event)
{
    internal static FieldSource? From(Sighting? sighting) => sighting?.Source;

    internal static IReadOnlyList<FieldSource> From(IReadOnlyList<Sighting>? sightings) =>
        sightings is null ? [] : [.. sightings.Select(sighting => sighting.Source)];
}
