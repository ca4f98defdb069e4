using System.Globalization;
using Amazon.DynamoDBv2.Model;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Aws;

/// <summary>
/// The items of the sessions table. Evidence lies under the principal's ARN, in the order of its session's creation date, and that of a
/// request under the request (<see cref="AgentCallItem"/>). Log files that wait lie in partitions of their own, so that reading evidence
/// does not pay for them.
/// </summary>
internal static class SessionItem
{
    public const string PartitionKey = "principalArn";
    public const string SortKey = "session";

    private const string WaitingPrefix = "waiting#";
    private const string SignIn = "signIn";
    private const string BrowserSibling = "browserSibling";
    private const string First = "order";
    private const string Last = "lastOrder";
    private const string Expiry = "expiresAt";

    /// <summary>What the sort keys of everything about one session begin with.</summary>
    public static string SortPrefix(SessionKey session) =>
        session.Kind == SessionKeyKind.Agents ? "mcp#" : $"{session.CreationDate}#";

    public static string WaitingPartition(SessionKey session) => WaitingPrefix + session.PrincipalArn;

    /// <summary>The item for a piece of evidence. Attributes of earlier versions keep their names and meaning.</summary>
    public static Dictionary<string, AttributeValue> Write(Evidence evidence, DateTimeOffset expiresAt)
    {
        var item = evidence.Kind == EvidenceKind.AgentCall
            ? RequestKeys(evidence.Session)
            : Keys(evidence.Session.PrincipalArn, SortPrefix(evidence.Session) + evidence.ItemKey);
        item["kind"] = Text(NameOf(evidence.Kind));
        AddFirstEvent(item, evidence);
        Add(item, "switchFrom", evidence.SwitchFrom);
        Add(item, "signInSessionArn", evidence.SignInSessionArn);
        if (evidence.Kind == EvidenceKind.AgentCall)
        {
            AgentCallItem.Add(item, evidence);
        }

        item[First] = Text(OrderOf(evidence));
        if (evidence.Rival is { } rival)
        {
            item[Last] = Text(OrderOf(rival));
        }
        else if (evidence.Kind == EvidenceKind.BrowserSibling)
        {
            item["lastEventName"] = Text(evidence.Last.EventName);
            item["lastEventID"] = Text(evidence.Last.EventId);
            item["lastEventTime"] = Text(evidence.Last.EventTime.ToString());
            item["lastAwsRegion"] = Text(evidence.Last.AwsRegion);
            item[Last] = Text(OrderOf(evidence.Last));
        }

        item[Expiry] = Number(expiresAt);
        return item;
    }

    /// <summary>Writes evidence where its item is not there yet.</summary>
    public static PutItemRequest WriteIfAbsent(Evidence evidence, DateTimeOffset expiresAt) => new()
    {
        Item = Write(evidence, expiresAt),
        ConditionExpression = "attribute_not_exists(" + PartitionKey + ")",
    };

    /// <summary>Writes evidence over the very item that it was merged with: its ends must still be those.</summary>
    public static PutItemRequest Replace(Dictionary<string, AttributeValue> stored, Evidence merged, DateTimeOffset expiresAt)
    {
        var request = new PutItemRequest
        {
            Item = Write(merged, expiresAt),
            ConditionExpression = "#first = :first AND " + (Find(stored, Last) is null ? "attribute_not_exists(#last)" : "#last = :last"),
            ExpressionAttributeNames = new() { ["#first"] = First, ["#last"] = Last },
            ExpressionAttributeValues = new() { [":first"] = Text(Find(stored, First) ?? "") },
        };
        if (Find(stored, Last) is { } last)
        {
            request.ExpressionAttributeValues[":last"] = Text(last);
        }

        return request;
    }

    /// <summary>Reads an item of <paramref name="session"/> back. An item of an earlier version stands for one moment.</summary>
    /// <exception cref="IOException">
    /// It is not as this program writes it. To skip it would say "no evidence" of a session that has some.
    /// </exception>
    public static Evidence Read(SessionKey session, Dictionary<string, AttributeValue> item)
    {
        var kind = Find(item, "kind");
        if (kind == AgentCallItem.Kind && AgentCallItem.Read(session, item) is { } call)
        {
            return call;
        }

        if (kind is SignIn or BrowserSibling && ReadFirstEvent(item) is { } first)
        {
            return new Evidence(
                session,
                kind == SignIn ? EvidenceKind.SignIn : EvidenceKind.BrowserSibling,
                first.EventName,
                first.EventId,
                first.EventTime,
                first.AwsRegion,
                Find(item, "sourceIPAddress"),
                Find(item, "userAgent") is ['[', .. var agent, ']'] ? agent : Find(item, "userAgent"))
            {
                Last = ReadEvent(item, "lastEventName", "lastEventID", "lastEventTime", "lastAwsRegion") ?? first,
                SwitchFrom = Find(item, "switchFrom"),
                SignInSessionArn = Find(item, "signInSessionArn"),
            };
        }

        throw new IOException("an item of evidence lacks an attribute; something other than this program wrote to the table");
    }

    /// <summary>When an item expires.</summary>
    public static DateTimeOffset ExpiresAt(Dictionary<string, AttributeValue> item) =>
        item.TryGetValue(Expiry, out var value) && long.TryParse(value.N, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.MinValue;

    public static Dictionary<string, AttributeValue> WaitingKeys(SessionKey session, LogObject file) =>
        Keys(WaitingPartition(session), $"{SortPrefix(session)}{file.Bucket}/{file.Key}");

    public static Dictionary<string, AttributeValue> Waiting(SessionKey session, WaitingFile waiting, DateTimeOffset expiresAt)
    {
        var item = WaitingKeys(session, waiting.File);
        Add(item, "knows", waiting.Knows);
        Add(item, "requests", waiting.Requests);
        item[Expiry] = Number(expiresAt);
        return item;
    }

    /// <summary>The file that waits. A bucket's name holds no slash, so the first one ends it.</summary>
    public static WaitingFile ReadWaiting(SessionKey session, Dictionary<string, AttributeValue> item)
    {
        var file = item[SortKey].S[SortPrefix(session).Length..];
        var slash = file.IndexOf('/');
        return new WaitingFile(new LogObject(file[..slash], file[(slash + 1)..]), Find(item, "knows"))
        {
            Requests = Find(item, "requests"),
        };
    }

    /// <summary>The keys of a request's item.</summary>
    public static Dictionary<string, AttributeValue> RequestKeys(SessionKey request) => Keys(request.ToString(), AgentCallItem.SortKey);

    /// <summary>The partition that an item lies in.</summary>
    public static string PartitionOf(Dictionary<string, AttributeValue> item) => item[PartitionKey].S;

    /// <summary>Adds the first event of a piece of evidence, with its address and user agent.</summary>
    internal static void AddFirstEvent(Dictionary<string, AttributeValue> item, Evidence evidence)
    {
        item["eventName"] = Text(evidence.EventName);
        item["eventID"] = Text(evidence.EventId);
        item["eventTime"] = Text(evidence.EventTime.ToString());
        item["awsRegion"] = Text(evidence.AwsRegion);
        Add(item, "sourceIPAddress", evidence.SourceIPAddress);
        Add(item, "userAgent", evidence.UserAgent);
    }

    /// <summary>Reads the first event back; null where it is not whole.</summary>
    internal static SourceEvent? ReadFirstEvent(Dictionary<string, AttributeValue> item) =>
        ReadEvent(item, "eventName", "eventID", "eventTime", "awsRegion");

    /// <summary>Adds an attribute, if there is a value.</summary>
    internal static void Add(Dictionary<string, AttributeValue> item, string name, string? value)
    {
        if (value is not null)
        {
            item[name] = Text(value);
        }
    }

    private static string NameOf(EvidenceKind kind) => kind switch
    {
        EvidenceKind.SignIn => SignIn,
        EvidenceKind.AgentCall => AgentCallItem.Kind,
        _ => BrowserSibling,
    };

    private static SourceEvent? ReadEvent(Dictionary<string, AttributeValue> item, string name, string id, string time, string region) =>
        Find(item, name) is { } eventName && Find(item, id) is { } eventId && CloudTrailTime.TryParse(Find(item, time), out var eventTime)
        && Find(item, region) is { } awsRegion
            ? new SourceEvent(eventName, eventId, eventTime, awsRegion)
            : null;

    /// <summary>What a condition compares: the first event; of an agent's call, all that it claims.</summary>
    private static string OrderOf(Evidence evidence) =>
        OrderOf(evidence.First) + (evidence.Kind == EvidenceKind.AgentCall ? $"#{evidence.Words}" : "");

    private static string OrderOf(SourceEvent source) => $"{source.EventTime}#{source.EventId}";

    private static Dictionary<string, AttributeValue> Keys(string partition, string sort) => new()
    {
        [PartitionKey] = Text(partition),
        [SortKey] = Text(sort),
    };

    private static AttributeValue Text(string value) => new() { S = value };

    private static AttributeValue Number(DateTimeOffset time) =>
        new() { N = time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };

    internal static string? Find(Dictionary<string, AttributeValue> item, string name) =>
        item.TryGetValue(name, out var value) ? value.S : null;
}
