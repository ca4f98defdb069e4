using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Copies;

/// <summary>What became of one record that reads <c>AWS Internal</c>, for people who want to know.</summary>
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

    /// <summary>The rule that decided about the address; <see cref="Match.None"/> too when the address is not redacted.</summary>
    public required Match AddressMatch { get; init; }

    /// <summary>The rule that decided about the user agent; <see cref="Match.None"/> too when the agent is not redacted.</summary>
    public required Match AgentMatch { get; init; }

    /// <summary>Where the recovered address comes from; null when none was recovered.</summary>
    public required Evidence? AddressEvidence { get; init; }

    /// <summary>Where the recovered user agent comes from; null when none was recovered.</summary>
    public required Evidence? AgentEvidence { get; init; }

    /// <summary>The record's own address, where it was not redacted.</summary>
    public required string? OwnAddress { get; init; }

    /// <summary>The fields that got their value back.</summary>
    public RedactedFields Recovered =>
        (AddressEvidence is null ? 0 : RedactedFields.SourceIPAddress) | (AgentEvidence is null ? 0 : RedactedFields.UserAgent);

    /// <summary>Describes what was decided about a record.</summary>
    internal static RecordOutcome Of(in Record record, Redaction redaction, Decision address, Decision agent)
    {
        var ownAddress = record.SourceIPAddress.StringOrNull(record.Text);
        return new RecordOutcome
        {
            EventId = record.EventId.StringOrNull(record.Text) ?? "",
            EventName = record.EventName.StringOrNull(record.Text) ?? "",
            EventSource = record.EventSource.StringOrNull(record.Text) ?? "",
            EventTime = record.EventTime.StringOrNull(record.Text) ?? "",
            AwsRegion = record.AwsRegion.StringOrNull(record.Text) ?? "",
            AccountId = record.RecipientAccountId.StringOrNull(record.Text) ?? "",
            PrincipalArn = record.PrincipalArn.StringOrNull(record.Text) ?? "",
            Redacted = redaction.Fields,
            Recoverability = redaction.Recoverability,
            Session = redaction.Session,
            AddressMatch = address.Match,
            AgentMatch = agent.Match,
            AddressEvidence = address.PreparedEvidence?.Evidence,
            AgentEvidence = agent.PreparedEvidence?.Evidence,
            OwnAddress = (redaction.Fields & RedactedFields.SourceIPAddress) == 0 ? ownAddress : null,
        };
    }
}
