using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Explain;

/// <summary>Events of a principal that are alike: one session, one service, one address, one decision.</summary>
/// <param name="Session">The session; null where it is unknown.</param>
/// <param name="Service">The service.</param>
/// <param name="Address">The address in the copy.</param>
/// <param name="Decision">What was decided, in words.</param>
/// <param name="Events">The events, by time.</param>
internal sealed record EventGroup(SessionKey? Session, string Service, string Address, string Decision, IReadOnlyList<FoundEvent> Events)
{
    private const int MostNames = 3;
    private const string ServiceSuffix = ".amazonaws.com";

    /// <summary>What the events are called.</summary>
    public string Names
    {
        get
        {
            var names = Events.Select(one => one.Record.EventName).Distinct().ToArray();
            return string.Join(", ", names.Take(MostNames)) + (names.Length > MostNames ? ", …" : "");
        }
    }

    /// <summary>When they were made.</summary>
    public string Time => Events[0].Record.EventTime == Events[^1].Record.EventTime
        ? Events[0].Record.EventTime
        : $"{Events[0].Record.EventTime} to {Events[^1].Record.EventTime}";

    /// <summary>The groups that events form, by session and time.</summary>
    public static IReadOnlyList<EventGroup> Of(IEnumerable<FoundEvent> events) =>
    [
        .. events.GroupBy(one => (
                one.Session,
                Service: ServiceOf(one.Record.EventSource),
                Address: one.Record.TextAfter("sourceIPAddress") ?? "",
                Decision: DecisionOf(one)))
            .Select(alike => new EventGroup(
                alike.Key.Session, alike.Key.Service, alike.Key.Address, alike.Key.Decision, [.. alike]))
            .OrderBy(group => group.Session is null)
            .ThenBy(group => group.Session?.CreationDate)
            .ThenBy(group => group.Events[0].Record.EventTime, StringComparer.Ordinal),
    ];

    private static string ServiceOf(string source) =>
        source.EndsWith(ServiceSuffix, StringComparison.Ordinal) ? source[..^ServiceSuffix.Length] : source;

    /// <summary>The decision without what differs from event to event, such as a distance in time.</summary>
    private static string DecisionOf(FoundEvent one) => DecidedField.WhyNone(one) ?? string.Join(
        "; ",
        DecidedField.AllOf(one)
            .GroupBy(decision => decision.Source is { } source
                ? $"from {source.Event.EventName} at {source.Event.EventTime}"
                : decision.Words)
            .Select(same => $"{Fields(same)} {(same.First().Source is null ? "stay as recorded: " : "")}{same.Key}"));

    private static string Fields(IEnumerable<DecidedField> decisions) => string.Join(" and ", decisions.Select(decision => decision.Field));
}
