using System.Globalization;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Replay.Reports;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Explain;

/// <summary>What the rules decided about one redacted field, and why, in words. The rules themselves are <c>Rules/SessionEvidence</c>.</summary>
/// <param name="Field">The field, as CloudTrail spells it.</param>
/// <param name="Match">The rule that decided.</param>
/// <param name="Words">The rule in words.</param>
/// <param name="Evidence">Where the value comes from; null where none was recovered.</param>
internal sealed record DecidedField(string Field, Match Match, string Words, Evidence? Evidence)
{
    /// <summary>The decisions about an event of a console session; none where nothing could be decided.</summary>
    public static IReadOnlyList<DecidedField> AllOf(FoundEvent one, FoundSession? session)
    {
        if (one.Outcome is not { Recoverability: Recoverability.Recoverable } outcome || session is null)
        {
            return [];
        }

        return
        [
            .. new[] { RedactedFields.SourceIPAddress, RedactedFields.UserAgent }
                .Where(field => outcome.Redacted.HasFlag(field))
                .Select(field => Decide(field, outcome, session)),
        ];
    }

    /// <summary>Why there is nothing to decide about an event; null where there is.</summary>
    public static string? WhyNone(FoundEvent one) => one switch
    {
        { Outcome.Recoverability: Recoverability.Recoverable } => null,
        { Outcome: { } outcome } => Reasons.InWords(outcome),
        { IsEvidence: true } => "nothing is redacted in this record; it is itself evidence of its session",
        _ => "neither its address nor its user agent reads \"AWS Internal\": the record stays as it is",
    };

    private static DecidedField Decide(RedactedFields field, RecordOutcome outcome, FoundSession session)
    {
        var match = CompletedReplay.MatchOf(outcome, field);
        var evidence = field == RedactedFields.SourceIPAddress ? outcome.Source.SourceIPAddress?.Evidence : outcome.Source.UserAgent?.Evidence;
        var name = field == RedactedFields.SourceIPAddress ? "sourceIPAddress" : "userAgent";
        var candidates = session.Evidence.Where(found => found.IsKept).Select(found => found.Evidence).ToArray();
        var words = match switch
        {
            Match.SignIn => SignIn(evidence!, candidates),
            Match.BrowserSibling => Sibling(evidence!, outcome),
            Match.Ambiguous => Ambiguous(field, candidates),
            _ => None(name, candidates),
        };
        return new DecidedField(name, match, evidence is null ? words : words + OwnAddress(evidence, outcome), evidence);
    }

    private static string SignIn(Evidence evidence, Evidence[] candidates) =>
        candidates.Count(one => one.Kind == EvidenceKind.SignIn) == 1
            ? $"taken from the session's sign-in, {Name(evidence)}"
            : $"taken from the first of the session's sign-ins that agree, {Name(evidence)}";

    private static string Sibling(Evidence evidence, RecordOutcome outcome)
    {
        var distance = CloudTrailTime.TryParse(outcome.EventTime, out var time) ? Distance(time, evidence.EventTime) : "";
        return $"no sign-in of the session has it; taken from the browser call nearest in time, {Name(evidence)}{distance}";
    }

    private static string Ambiguous(RedactedFields field, Evidence[] candidates)
    {
        var values = candidates.Select(one => field == RedactedFields.SourceIPAddress ? one.SourceIPAddress : one.UserAgent).OfType<string>().Distinct();
        return $"the session's evidence disagrees ({string.Join(" | ", values)}), as when two people share a role, a session name and a second; nothing is chosen";
    }

    private static string None(string field, Evidence[] candidates) => candidates.Length == 0
        ? "no sign-in and no browser call of the session is in the files that were searched"
        : $"the evidence that is known lacks {field}: it is missing or redacted there too";

    private static string OwnAddress(Evidence evidence, RecordOutcome outcome) =>
        outcome.OwnAddress is { } own && own == evidence.SourceIPAddress ? $"; its address is the record's own, {own}" : "";

    private static string Name(Evidence evidence) => $"{evidence.EventName} at {evidence.EventTime} in {evidence.AwsRegion}";

    private static string Distance(CloudTrailTime time, CloudTrailTime evidence)
    {
        var seconds = evidence.DistanceTo(time);
        return seconds == 0
            ? ", in the same second"
            : string.Create(CultureInfo.InvariantCulture, $", {TimeSpan.FromSeconds(seconds):g} {(evidence < time ? "before" : "after")} the event");
    }
}
