using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>What was counted of one session's redacted events.</summary>
/// <param name="Totals">The events, by how their worse field was decided.</param>
internal sealed record SessionCounts(MatchTotals Totals)
{
    /// <summary>The earliest <c>eventTime</c>.</summary>
    public required string FirstEvent { get; init; }

    /// <summary>The latest <c>eventTime</c>.</summary>
    public required string LastEvent { get; init; }

    /// <summary>The ARN of the principal that switched to the session's role; null where it is not known.</summary>
    public required string? Origin { get; init; }

    /// <summary>The addresses that the events have in their copies.</summary>
    public required SeenValues Addresses { get; init; }

    /// <summary>The user agents that were recovered.</summary>
    public required SeenValues Agents { get; init; }

    /// <summary>Events that stay redacted, by reason, most first.</summary>
    public required IReadOnlyList<OpenEvents> Open { get; init; }

    /// <summary>The first events, by time; where the limits leave no room, fewer than <see cref="Totals"/> counts.</summary>
    public required IReadOnlyList<RecordOutcome> Events { get; init; }
}

/// <summary>Events of one session that stay redacted for the same reasons.</summary>
/// <param name="Fields">The fields that stay redacted, in all of the events or in some.</param>
/// <param name="Why">Why each of them does.</param>
/// <param name="Events">How many events they are.</param>
internal sealed record OpenEvents(RedactedFields Fields, PerField<Reason> Why, long Events)
{
    /// <summary>The earliest <c>eventTime</c>.</summary>
    public required string FirstEvent { get; init; }

    /// <summary>The names of the events.</summary>
    public required SeenValues Names { get; init; }

    /// <summary>From how many addresses the session was seen.</summary>
    public required int SessionAddresses { get; init; }
}

/// <summary>A few distinct values.</summary>
/// <param name="Values">Those seen first.</param>
/// <param name="HasMore">Whether there were more.</param>
internal sealed record SeenValues(IReadOnlyList<string> Values, bool HasMore);
