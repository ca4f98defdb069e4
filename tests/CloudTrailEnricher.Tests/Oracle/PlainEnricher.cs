using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CloudTrailEnricher.Tests.Oracle;

/// <summary>
/// The same rules once more, written plainly on parsed JSON and without a line of the fast code, to check that code against.
/// </summary>
internal static partial class PlainEnricher
{
    private sealed record Clue(string Kind, string Name, string Id, DateTime Time, string Region, string? Address, string? Agent);

    private sealed record Decision(string Match, Clue? Clue);

    public static JsonTree Enrich(JsonTree document)
    {
        var root = (JsonTree.Object)document;
        var records = ((JsonTree.Array)root["Records"]!).Elements;
        var sessions = records.OfType<JsonTree.Object>().Select(Evidence).OfType<((string, DateTime) Session, Clue Clue)>().ToLookup(one => one.Session, one => one.Clue);
        var enriched = new JsonTree.Array([.. records.Select(record => record is JsonTree.Object item ? Enrich(item, sessions) : record)]);
        return new JsonTree.Object([.. root.Members.Select(member => member.Name == "Records" ? (member.Name, enriched) : member)]);
    }

    private static JsonTree Enrich(JsonTree.Object record, ILookup<(string, DateTime), Clue> sessions)
    {
        bool Redacted(string field) => RedactedValue().IsMatch(record[field]?.String ?? "");
        var identity = record["userIdentity"];
        var flag = record["sessionCredentialFromConsole"];
        if (!(Redacted("sourceIPAddress") || Redacted("userAgent"))
            || Present(record["enrichment"])
            || Present(identity?.Member("invokedBy"))
            || !(flag is JsonTree.Scalar { Text: "true" } || string.Equals(flag?.String, "true", StringComparison.OrdinalIgnoreCase))
            || Session(identity, null) is not { } session)
        {
            return record;
        }

        var clues = Stored(sessions[session]);
        var time = Time(record["eventTime"]?.String) ?? DateTime.UnixEpoch;
        var decisions = new List<(string Field, Decision Decision)>();
        if (Redacted("sourceIPAddress"))
        {
            decisions.Add(("sourceIPAddress", Choose(clues, clue => clue.Address, Address, time)));
        }

        if (Redacted("userAgent"))
        {
            var own = Address(record["sourceIPAddress"]?.String);
            var same = own is null ? [] : clues.Where(clue => Address(clue.Address) == own).ToArray();
            var decision = Choose(same, clue => clue.Agent, Unbracketed, time);
            decisions.Add(("userAgent", decision.Match != "none" ? decision : Choose(clues, clue => clue.Agent, Unbracketed, time)));
        }

        return Write(record, decisions);
    }

    private static JsonTree.Object Write(JsonTree.Object record, List<(string Field, Decision Decision)> decisions)
    {
        var members = record.Members.ToList();
        foreach (var (field, decision) in decisions.Where(one => one.Decision.Clue is not null))
        {
            var at = members.FindLastIndex(member => member.Name == field);
            members[at] = (field, Text(field == "userAgent" ? decision.Clue!.Agent! : decision.Clue!.Address!));
        }

        var enrichment = new List<(string, JsonTree)>
        {
            ("recovered", new JsonTree.Array([.. decisions.Where(one => one.Decision.Clue is not null).Select(one => Text(one.Field))])),
        };
        var recovered = decisions.Select(one => one.Decision).Where(decision => decision.Clue is not null).ToArray();
        var summary = decisions.Exists(one => one.Decision.Match == "ambiguous") ? new Decision("ambiguous", null)
            : recovered.FirstOrDefault(decision => decision.Match == "browserSibling") ?? recovered.FirstOrDefault() ?? new Decision("none", null);
        enrichment.AddRange(Members(summary));
        if (decisions.Count == 2 && decisions[0].Decision != decisions[1].Decision)
        {
            enrichment.Add(("fields", new JsonTree.Object([.. decisions.Select(one => (one.Field, (JsonTree)new JsonTree.Object([.. Members(one.Decision)])))])));
        }

        enrichment.Add(("version", Text("1.0.0")));
        members.Add(("enrichment", new JsonTree.Object(enrichment)));
        return new JsonTree.Object(members);
    }

    private static IEnumerable<(string, JsonTree)> Members(Decision decision)
    {
        yield return ("match", Text(decision.Match));
        if (decision.Clue is { } clue)
        {
            yield return ("evidence", new JsonTree.Object(
                [
                    ("eventName", Text(clue.Name)),
                    ("eventID", Text(clue.Id)),
                    ("eventTime", Text(clue.Time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))),
                    ("awsRegion", Text(clue.Region)),
                ]));
        }
    }

    private static Decision Choose(IReadOnlyList<Clue> clues, Func<Clue, string?> value, Func<string?, string?> normal, DateTime time)
    {
        var signIns = clues.Where(clue => clue.Kind == "signIn" && value(clue) is not null).ToArray();
        if (signIns.Length > 0)
        {
            return signIns.Select(clue => normal(value(clue))).Distinct().Count() == 1 ? new Decision("signIn", signIns[0]) : new Decision("ambiguous", null);
        }

        var nearest = clues.Where(clue => value(clue) is not null).GroupBy(clue => (clue.Time - time).Duration()).MinBy(group => group.Key)?.ToArray();
        if (nearest is null)
        {
            return new Decision("none", null);
        }

        return nearest.Select(clue => normal(value(clue))).Distinct().Count() == 1 ? new Decision("browserSibling", nearest[0]) : new Decision("ambiguous", null);
    }

    /// <summary>What stays of a session's evidence: every sign-in once, and the first browser call of each ten minutes, address and agent.</summary>
    private static Clue[] Stored(IEnumerable<Clue> clues)
    {
        var ordered = clues.OrderBy(clue => clue.Time).ThenBy(clue => clue.Id, StringComparer.Ordinal).ToArray();
        return
        [
            .. clues.Where(clue => clue.Kind == "signIn").DistinctBy(clue => clue.Id).OrderBy(clue => clue.Time).ThenBy(clue => clue.Id, StringComparer.Ordinal),
            .. ordered.Where(clue => clue.Kind == "sibling").DistinctBy(clue => (clue.Time.Ticks / TimeSpan.FromMinutes(10).Ticks, clue.Address, clue.Agent)),
        ];
    }

    private static ((string, DateTime) Session, Clue Clue)? Evidence(JsonTree.Object record)
    {
        var (name, id, time) = (record["eventName"]?.String, record["eventID"]?.String, Time(record["eventTime"]?.String));
        if (name is null || string.IsNullOrEmpty(id) || time is null)
        {
            return null;
        }

        var (address, agent) = (record["sourceIPAddress"]?.String, record["userAgent"]?.String);
        if (Address(address) is null)
        {
            address = null;
        }

        if (string.Equals(record["eventSource"]?.String, "signin.amazonaws.com", StringComparison.OrdinalIgnoreCase))
        {
            agent = string.IsNullOrWhiteSpace(agent) || RedactedValue().IsMatch(agent) || agent.EndsWith(".amazonaws.com", StringComparison.Ordinal) ? null : agent;
            var isSuccess = name is "ConsoleLogin" or "SwitchRole" && record["responseElements"]?.Member(name)?.String == "Success"
                && string.Equals(record["eventType"]?.String, "AwsConsoleSignIn", StringComparison.OrdinalIgnoreCase);
            return isSuccess && (address ?? agent) is not null && Session(record["userIdentity"], record["eventTime"]?.String) is { } signedIn
                ? (signedIn, new Clue("signIn", name, id, time.Value, record["awsRegion"]?.String ?? "", address, agent))
                : null;
        }

        var isSibling = agent is not null && (agent.StartsWith("Mozilla/", StringComparison.Ordinal) || agent.StartsWith("[Mozilla/", StringComparison.Ordinal))
            && address is not null && !Present(record["userIdentity"]?.Member("invokedBy")) && !Present(record["vpcEndpointId"]) && !Present(record["enrichment"])
            && !name.StartsWith("AssumeRole", StringComparison.Ordinal) && name is not ("GetSigninToken" or "GetRoleCredentials" or "Authenticate" or "CheckMfa" or "CredentialVerification");
        return isSibling && Session(record["userIdentity"], null) is { } session
            ? (session, new Clue("sibling", name, id, time.Value, record["awsRegion"]?.String ?? "", address, agent))
            : null;
    }

    private static (string, DateTime)? Session(JsonTree? identity, string? eventTime)
    {
        var own = identity?.Member("sessionContext")?.Member("attributes")?.Member("creationDate");
        var created = Time(Present(own) ? own!.String : eventTime);
        return identity?.Member("arn")?.String is { } arn && arn.StartsWith("arn:", StringComparison.Ordinal) && created is { } time ? (arn, time) : null;
    }

    private static DateTime? Time(string? text)
    {
        var match = TimeText().Match(text ?? "");
        if (!match.Success)
        {
            return null;
        }

        var offset = match.Groups["offset"].Success ? match.Groups["offset"].Value.Replace(":", "", StringComparison.Ordinal) : "+0000";
        var plain = $"{match.Result("${y}${mo}${d}T${h}${mi}${s}")}{offset[..3]}:{offset[3..]}";
        return DateTimeOffset.TryParseExact(plain, "yyyyMMdd'T'HHmmsszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.UtcDateTime : null;
    }

    private static string? Address(string? text) =>
        text is not null && AddressText().IsMatch(text) && IPAddress.TryParse(text, out var address) ? address.ToString() : null;

    private static string? Unbracketed(string? agent) => agent is ['[', .., ']'] ? agent[1..^1] : agent;

    private static bool Present(JsonTree? value) => value is not null && !value.IsNull;

    private static JsonTree.Scalar Text(string text) => new(JsonSerializer.Serialize(text, Relaxed));

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [GeneratedRegex(@"^AWS Internal(/[0-9]+)?\z")]
    private static partial Regex RedactedValue();

    [GeneratedRegex(@"^(?<y>[0-9]{4})-?(?<mo>[0-9]{2})-?(?<d>[0-9]{2})[T ](?<h>[0-9]{2}):?(?<mi>[0-9]{2}):?(?<s>[0-9]{2})(\.[0-9]{1,9})?(Z|z| UTC|(?<offset>[+-][0-9]{2}:?[0-9]{2}))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex TimeText();

    [GeneratedRegex(@"^(((0|[1-9][0-9]{0,2})\.){3}(0|[1-9][0-9]{0,2})|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)\z")]
    private static partial Regex AddressText();
}
