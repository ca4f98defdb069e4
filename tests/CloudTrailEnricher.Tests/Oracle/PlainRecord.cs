using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace CloudTrailEnricher.Tests.Oracle;

/// <summary>What the rules ask of a record, read plainly from parsed JSON.</summary>
internal static partial class PlainRecord
{
    private static readonly string[] NotCalls =
    [
        "GetSigninToken",
        "GetRoleCredentials",
        "Authenticate",
        "CheckMfa",
        "CredentialVerification",
    ];

    /// <summary>"What is redacted": the fields, and the session where they can be recovered.</summary>
    public static (string[] Fields, (string, DateTime) Session)? Redacted(JsonTree.Object record)
    {
        string[] fields =
        [
            .. new[] { "sourceIPAddress", "userAgent" }.Where(field => RedactedValue().IsMatch(record[field]?.String ?? "")),
        ];
        var identity = record["userIdentity"];
        var flag = record["sessionCredentialFromConsole"];
        return fields.Length > 0
            && record["enrichment"] is null
            && !Present(identity?.Member("invokedBy"))
            && !Present(identity?.Member("invokedByDelegate"))
            && (flag is JsonTree.Scalar { Text: "true" } || string.Equals(flag?.String, "true", StringComparison.OrdinalIgnoreCase))
            && Session(identity, null) is { } session
                ? (fields, session)
                : null;
    }

    /// <summary>"What is evidence".</summary>
    public static ((string, DateTime) Session, PlainSighting Sighting)? Evidence(JsonTree.Object record)
    {
        var (name, id, time) = (record["eventName"]?.String, record["eventID"]?.String, Time(record["eventTime"]?.String));
        var identity = record["userIdentity"];
        if (name is null || string.IsNullOrEmpty(id) || time is null || Present(identity?.Member("invokedByDelegate")))
        {
            return null;
        }

        var address = Person(record["sourceIPAddress"]?.String);
        var agent = record["userAgent"]?.String;
        var isFromSignIn = string.Equals(record["eventSource"]?.String, "signin.amazonaws.com", StringComparison.OrdinalIgnoreCase);
        var result = record["responseElements"]?.Member(name)?.String;
        if (isFromSignIn && name != "AuthorizeOAuth2Access")
        {
            var known = KnownAgent(agent);
            var origin = record["additionalEventData"]?.Member("SwitchFrom")?.String;
            return name is "ConsoleLogin" or "SwitchRole" && result == "Success"
                && string.Equals(record["eventType"]?.String, "AwsConsoleSignIn", StringComparison.OrdinalIgnoreCase)
                && (address ?? known) is not null
                && Session(identity, record["eventTime"]?.String) is { } signedIn
                    ? (signedIn, Sighting(isSignIn: true, known, IsArn(origin) ? origin : null))
                    : null;
        }

        var isCall = agent is not null
            && (agent.StartsWith("Mozilla/", StringComparison.Ordinal) || agent.StartsWith("[Mozilla/", StringComparison.Ordinal))
            && address is not null
            && !Present(identity?.Member("invokedBy"))
            && !Present(record["vpcEndpointId"])
            && record["enrichment"] is null
            && !name.StartsWith("AssumeRole", StringComparison.Ordinal)
            && !NotCalls.Contains(name)
            && (isFromSignIn ? !Present(record["errorCode"]) && result is null or "Success" : record["eventType"]?.String == "AwsApiCall");
        return isCall && Session(identity, null) is { } session
            ? (session, Sighting(isSignIn: false, Unbracketed(agent!), origin: null))
            : null;

        PlainSighting Sighting(bool isSignIn, string? agent, string? origin) =>
            new(isSignIn, name, id, time.Value, record["awsRegion"]?.String ?? "", address, agent, origin, SignInSession(identity));
    }

    /// <summary>The <c>signInSessionArn</c>, as evidence carries it.</summary>
    public static string? SignInSession(JsonTree? identity) =>
        identity?.Member("sessionContext")?.Member("signInSessionArn")?.String is { } arn && IsArn(arn) ? arn : null;

    /// <summary>The agent where it is known: not redacted, and no service's name.</summary>
    public static string? KnownAgent(string? text)
    {
        var agent = Unbracketed(text ?? "");
        return string.IsNullOrWhiteSpace(agent) || RedactedValue().IsMatch(agent) || ServiceName().IsMatch(agent) ? null : agent;
    }

    public static DateTime? Time(string? text)
    {
        var match = TimeText().Match(text ?? "");
        if (!match.Success)
        {
            return null;
        }

        var offset = match.Groups["offset"].Success ? match.Groups["offset"].Value.Replace(":", "", StringComparison.Ordinal) : "+0000";
        var plain = $"{match.Result("${y}${mo}${d}T${h}${mi}${s}")}{offset[..3]}:{offset[3..]}";
        return DateTimeOffset.TryParseExact(plain, "yyyyMMdd'T'HHmmsszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.UtcDateTime
            : null;
    }

    /// <summary>The address to compare by; null for what is no IP literal.</summary>
    public static string? Address(string? text) =>
        text is not null && AddressText().IsMatch(text) && IPAddress.TryParse(text, out var address) ? address.ToString() : null;

    /// <summary>The address as it is written, where a person can call from it.</summary>
    public static string? Person(string? text) =>
        Address(text) is { } address && !Nobody().IsMatch(address.StartsWith("::ffff:", StringComparison.Ordinal) ? address[7..] : address)
            ? text
            : null;

    private static (string, DateTime)? Session(JsonTree? identity, string? eventTime)
    {
        var own = identity?.Member("sessionContext")?.Member("attributes")?.Member("creationDate");
        var created = Time(Present(own) ? own!.String : eventTime);
        return identity?.Member("arn")?.String is { } arn && IsArn(arn) && created is { } time ? (arn, time) : null;
    }

    public static bool IsArn([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? text) => text is not null && text.StartsWith("arn:", StringComparison.Ordinal);

    private static string Unbracketed(string agent) => agent is ['[', .., ']'] ? agent[1..^1] : agent;

    public static bool Present(JsonTree? value) => value is not null && !value.IsNull;

    [GeneratedRegex(
        @"^[^ ]*\.(amazonaws\.(com|com\.cn|eu)|c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex ServiceName();

    [GeneratedRegex(@"^AWS Internal(/[0-9]+)?\z")]
    private static partial Regex RedactedValue();

    [GeneratedRegex(
        @"^(?<y>[0-9]{4})-?(?<mo>[0-9]{2})-?(?<d>[0-9]{2})[T ](?<h>[0-9]{2}):?(?<mi>[0-9]{2}):?(?<s>[0-9]{2})(\.[0-9]{1,9})?(Z|z| " +
        @"UTC|(?<offset>[+-][0-9]{2}:?[0-9]{2}))?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex TimeText();

    [GeneratedRegex(@"^(((0|[1-9][0-9]{0,2})\.){3}(0|[1-9][0-9]{0,2})|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)\z")]
    private static partial Regex AddressText();

    [GeneratedRegex(@"^(0\.|127\.|169\.254\.|2(2[4-9]|[3-5][0-9])\.|::1?\z|fe[89ab][0-9a-f]:|ff[0-9a-f]{2}:)")]
    private static partial Regex Nobody();
}

/// <summary>A moment at which a session's person was seen.</summary>
internal sealed record PlainSighting(
    bool IsSignIn,
    string Name,
    string Id,
    DateTime Time,
    string Region,
    string? Address,
    string? Agent,
    string? Origin,
    string? SignInSession)
{
    /// <summary>The address to compare by.</summary>
    public string? Place { get; } = PlainRecord.Address(Address);
}
