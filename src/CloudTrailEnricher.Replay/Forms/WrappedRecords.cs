using System.Text.Json;

namespace CloudTrailEnricher.Replay.Forms;

/// <summary>What CloudTrail's records look like, and what the AWS CLI and AWS's services wrap them in.</summary>
internal static class WrappedRecords
{
    /// <summary>
    /// Members that lists come in: log files one after the other; <c>aws cloudtrail lookup-events</c>; <c>aws logs get-log-events</c>
    /// and <c>filter-log-events</c>; a subscription's data; the results of a query of Logs Insights.
    /// </summary>
    private static readonly string[] Lists = ["Records", "Events", "events", "logEvents", "results"];

    /// <summary>Whether this is a record. Records of S3's notifications, of queues and streams have some of the same members.</summary>
    public static bool IsRecord(JsonElement value) =>
        Text(value, "eventID") is not null
        && Text(value, "eventName") is not null
        && Text(value, "eventSource") is { } source
        && !source.StartsWith("aws:", StringComparison.Ordinal);

    /// <summary>What an object wraps; null when it wraps nothing that is known.</summary>
    public static JsonElement? In(JsonElement value)
    {
        // EventBridge wraps a record as it is; lookup-events and CloudWatch Logs write it as a string.
        if (Member(value, "detail", JsonValueKind.Object) is { } detail)
        {
            return detail;
        }

        if ((Member(value, "CloudTrailEvent", JsonValueKind.String) ?? Member(value, "message", JsonValueKind.String)) is { } text)
        {
            return text;
        }

        if (Text(value, "field") == "@message")
        {
            return Member(value, "value", JsonValueKind.String);
        }

        return Lists.Select(name => Member(value, name, JsonValueKind.Array)).FirstOrDefault(list => list is not null)
            ?? (Member(value, "awslogs", JsonValueKind.Object) is { } subscription
                ? Member(subscription, "data", JsonValueKind.String)
                : null);
    }

    private static string? Text(JsonElement value, string name) => Member(value, name, JsonValueKind.String)?.GetString();

    private static JsonElement? Member(JsonElement value, string name, JsonValueKind kind) =>
        value.TryGetProperty(name, out var member) && member.ValueKind == kind ? member : null;
}
