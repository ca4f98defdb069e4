using System.Globalization;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Replay.Reports;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Explain;

/// <summary>
/// What was decided about one redacted field, and why, in words. The rules are in <c>Rules/SessionEvidence</c> and
/// <c>docs/decisions.md</c>.
/// </summary>
/// <param name="Field">The field, as CloudTrail spells it.</param>
/// <param name="Match">How it was decided.</param>
/// <param name="Code">The code of the reason why it stays redacted; empty where it was recovered.</param>
/// <param name="Words">The decision in words.</param>
/// <param name="Source">Where the value comes from; null where none was recovered.</param>
internal sealed record DecidedField(string Field, Match Match, string Code, string Words, FieldSource? Source)
{
    /// <summary>The decisions about an event of a console session; none where nothing could be decided.</summary>
    public static IReadOnlyList<DecidedField> AllOf(FoundEvent one) => one.Outcome switch
    {
        { Agent: { } agent } outcome => [Describe(agent, outcome)],
        { Recoverability: Recoverability.Recoverable } outcome =>
            [.. RedactedFieldNames.All.Where(field => outcome.Redacted.Has(field)).Select(field => Describe(field, outcome))],
        _ => [],
    };

    /// <summary>Why there is nothing to decide about an event; null where there is.</summary>
    public static string? WhyNone(FoundEvent one) => one switch
    {
        { Outcome.Recoverability: Recoverability.Recoverable } or { Outcome.Agent: not null } => null,
        { Outcome: { } outcome } => Reasons.InWords(outcome),
        { IsEvidence: true } => "nothing is redacted in this record; it is itself evidence of its session",
        _ => "neither its address nor its user agent reads \"AWS Internal\": the record stays as it is",
    };

    /// <summary>What was decided about a record that an agent caused: there is one decision, for both fields.</summary>
    private static DecidedField Describe(AgentDecision agent, RecordOutcome outcome) => new(
        "agent",
        agent.Match,
        agent.Reason.Code(),
        agent.Call is { } call
            ? $"made by an agent: {Name(call.First)} names this request"
            : Reasons.InWords(agent.Reason, [], outcome),
        agent.Call is { } named ? new FieldSource(named, named.First) : null);

    private static DecidedField Describe(RedactedField field, RecordOutcome outcome) => new(
        field.Name(),
        outcome.Match[field],
        outcome.Reason[field].Code(),
        outcome.Source[field] is { } source
            ? Taken(source, outcome) + Place(field, source, outcome)
            : Reasons.InWords(outcome.Reason[field], [field], outcome) + Candidates(field, outcome),
        outcome.Source[field]);

    private static string Taken(FieldSource source, RecordOutcome outcome) => source.Evidence.Kind == EvidenceKind.SignIn
        ? $"taken from the session's sign-in, {Name(source.Event)}"
        : $"no sign-in of the session has it; taken from the nearest browser call, {Name(source.Event)}{Distance(source.Event, outcome)}";

    /// <summary>What the addresses say about the value.</summary>
    private static string Place(RedactedField field, FieldSource source, RecordOutcome outcome) => outcome switch
    {
        { AddressDiffers: true } when field == RedactedField.UserAgent =>
            $"; it is the session's only known agent, but no evidence has the record's own address, {outcome.OwnAddress}",
        { OwnAddress: { } own } when own == source.Evidence.SourceIPAddress => $"; its address is the record's own, {own}",
        { SessionAddresses: > 1 } when field == RedactedField.SourceIPAddress =>
            $"; the session was seen from {outcome.SessionAddresses} addresses, and no other one at this time",
        _ => "",
    };

    private static string Candidates(RedactedField field, RecordOutcome outcome)
    {
        var values = outcome.Candidates[field]
            .Select(candidate => field == RedactedField.SourceIPAddress ? candidate.Evidence.SourceIPAddress : candidate.Evidence.UserAgent)
            .OfType<string>()
            .Distinct()
            .ToArray();
        return values.Length == 0 ? "" : $" ({string.Join(" | ", values)})";
    }

    private static string Name(SourceEvent source) => $"{source.EventName} at {source.EventTime} in {source.AwsRegion}";

    private static string Distance(SourceEvent source, RecordOutcome outcome)
    {
        if (!CloudTrailTime.TryParse(outcome.EventTime, out var time))
        {
            return "";
        }

        var seconds = source.EventTime.DistanceTo(time);
        return seconds == 0
            ? ", in the same second"
            : string.Create(
                CultureInfo.InvariantCulture,
                $", {TimeSpan.FromSeconds(seconds):g} {(source.EventTime < time ? "before" : "after")} the event");
    }
}
