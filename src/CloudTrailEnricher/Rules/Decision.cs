namespace CloudTrailEnricher.Rules;

/// <summary>What was decided about one redacted field.</summary>
/// <param name="Match">The rule that decided.</param>
/// <param name="PreparedEvidence">The evidence that the value is taken from; null where nothing is recovered.</param>
internal readonly record struct Decision(Match Match, PreparedEvidence? PreparedEvidence);
