namespace CloudTrailEnricher.Sessions;

/// <summary>The event that a recovered value is taken from, as enriched records name it. Ordered by time, then event id.</summary>
/// <param name="EventName">The record's <c>eventName</c>.</param>
/// <param name="EventId">The record's <c>eventID</c>.</param>
/// <param name="EventTime">The record's <c>eventTime</c>.</param>
/// <param name="AwsRegion">The record's <c>awsRegion</c>.</param>
public readonly record struct SourceEvent(string EventName, string EventId, CloudTrailTime EventTime, string AwsRegion)
    : IComparable<SourceEvent>
{
    /// <inheritdoc/>
    public int CompareTo(SourceEvent other)
    {
        var byTime = EventTime.CompareTo(other.EventTime);
        var byId = byTime != 0 ? byTime : string.CompareOrdinal(EventId, other.EventId);
        var byName = byId != 0 ? byId : string.CompareOrdinal(EventName, other.EventName);
        return byName != 0 ? byName : string.CompareOrdinal(AwsRegion, other.AwsRegion);
    }

    /// <summary>Earlier than.</summary>
    public static bool operator <(SourceEvent left, SourceEvent right) => left.CompareTo(right) < 0;

    /// <summary>Later than.</summary>
    public static bool operator >(SourceEvent left, SourceEvent right) => left.CompareTo(right) > 0;

    /// <summary>Not later than.</summary>
    public static bool operator <=(SourceEvent left, SourceEvent right) => left.CompareTo(right) <= 0;

    /// <summary>Not earlier than.</summary>
    public static bool operator >=(SourceEvent left, SourceEvent right) => left.CompareTo(right) >= 0;
}
