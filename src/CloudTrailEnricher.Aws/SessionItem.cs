using System.Globalization;
using Amazon.DynamoDBv2.Model;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Aws;

/// <summary>
/// The items of the sessions table. Evidence lies under the principal's ARN, in the order of its session's creation date;
/// log files that wait lie in a partition of their own, so that reading evidence does not pay for them.
/// </summary>
internal static class SessionItem
{
    public const string PartitionKey = "principalArn";
    public const string SortKey = "session";
    public const string Order = "order";

    private const string WaitingPrefix = "waiting#";
    private const string SignIn = "signIn";
    private const string BrowserSibling = "browserSibling";

    /// <summary>What the sort keys of everything about one session begin with.</summary>
    public static string SortPrefix(SessionKey session) => $"{session.CreationDate}#";

    public static string WaitingPartition(SessionKey session) => WaitingPrefix + session.PrincipalArn;

    /// <summary>Sorts as <see cref="Evidence.InOrder"/> does, so that a condition on the one attribute decides which of two siblings stays.</summary>
    public static string OrderOf(Evidence evidence) => $"{evidence.EventTime}#{evidence.EventId}";

    public static Dictionary<string, AttributeValue> Of(Evidence evidence, DateTimeOffset expiresAt)
    {
        var item = Keys(evidence.Session.PrincipalArn, SortPrefix(evidence.Session) + evidence.ItemKey);
        item["kind"] = Text(evidence.Kind == EvidenceKind.SignIn ? SignIn : BrowserSibling);
        item["eventName"] = Text(evidence.EventName);
        item["eventID"] = Text(evidence.EventId);
        item["eventTime"] = Text(evidence.EventTime.ToString());
        item["awsRegion"] = Text(evidence.AwsRegion);
        if (evidence.SourceIPAddress is not null)
        {
            item["sourceIPAddress"] = Text(evidence.SourceIPAddress);
        }

        if (evidence.UserAgent is not null)
        {
            item["userAgent"] = Text(evidence.UserAgent);
        }

        item[Order] = Text(OrderOf(evidence));
        item["expiresAt"] = Expiry(expiresAt);
        return item;
    }

    /// <summary>Reads an item of <paramref name="session"/> back.</summary>
    /// <exception cref="IOException">It is not as this program writes it. To skip it would say "no evidence" of a session that has some.</exception>
    public static Evidence Read(SessionKey session, Dictionary<string, AttributeValue> item)
    {
        var kind = Find(item, "kind");
        if (kind is SignIn or BrowserSibling
            && Find(item, "eventName") is { } eventName
            && Find(item, "eventID") is { } eventId
            && CloudTrailTime.TryParse(Find(item, "eventTime"), out var eventTime)
            && Find(item, "awsRegion") is { } awsRegion)
        {
            return new Evidence(
                session,
                kind == SignIn ? EvidenceKind.SignIn : EvidenceKind.BrowserSibling,
                eventName,
                eventId,
                eventTime,
                awsRegion,
                Find(item, "sourceIPAddress"),
                Find(item, "userAgent"));
        }

        throw new IOException("an item of evidence lacks an attribute; something other than this program wrote to the table");
    }

    public static Dictionary<string, AttributeValue> WaitingKeys(SessionKey session, LogObject file) =>
        Keys(WaitingPartition(session), $"{SortPrefix(session)}{file.Bucket}/{file.Key}");

    public static Dictionary<string, AttributeValue> Waiting(SessionKey session, LogObject file, DateTimeOffset expiresAt)
    {
        var item = WaitingKeys(session, file);
        item["expiresAt"] = Expiry(expiresAt);
        return item;
    }

    /// <summary>The file that waits. A bucket's name holds no slash, so the first one ends it.</summary>
    public static LogObject ReadWaiting(SessionKey session, Dictionary<string, AttributeValue> item)
    {
        var file = item[SortKey].S[SortPrefix(session).Length..];
        var slash = file.IndexOf('/');
        return new LogObject(file[..slash], file[(slash + 1)..]);
    }

    private static Dictionary<string, AttributeValue> Keys(string partition, string sort) => new()
    {
        [PartitionKey] = Text(partition),
        [SortKey] = Text(sort),
    };

    private static AttributeValue Text(string value) => new() { S = value };

    private static AttributeValue Expiry(DateTimeOffset time) => new() { N = time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };

    private static string? Find(Dictionary<string, AttributeValue> item, string name) => item.TryGetValue(name, out var value) ? value.S : null;
}
