using System.Globalization;
using System.Text.Json;
using CloudTrailEnricher.Copies;

namespace CloudTrailEnricher.Tests.Oracle;

/// <summary>
/// Enriches parsed JSON by the rules of <c>docs/decisions.md</c>, plainly and without a line of the fast code, to check that code against.
/// </summary>
internal static class PlainEnricher
{
    private static readonly JsonSerializerOptions Relaxed =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Enriches a document by the evidence in it.</summary>
    public static JsonTree Enrich(JsonTree document) =>
        Enrich(document, EvidenceIn([document]), PlainAgents.ClaimsIn([document])).Document;

    /// <summary>All evidence in some documents, by session.</summary>
    public static ILookup<(string, DateTime), PlainSighting> EvidenceIn(IEnumerable<JsonTree> documents) => documents
        .SelectMany(document => ((JsonTree.Array)((JsonTree.Object)document)["Records"]!).Elements)
        .OfType<JsonTree.Object>()
        .Select(PlainRecord.Evidence)
        .OfType<((string, DateTime) Session, PlainSighting Sighting)>()
        .ToLookup(one => one.Session, one => one.Sighting);

    /// <summary>Enriches a document by this evidence.</summary>
    public static PlainCopy Enrich(
        JsonTree document,
        ILookup<(string, DateTime), PlainSighting> evidence,
        ILookup<(string, string), PlainClaim>? claims = null)
    {
        claims ??= PlainAgents.ClaimsIn([]);
        var root = (JsonTree.Object)document;
        var enriched = new List<JsonTree>();
        var reasons = new List<(string, string)>();
        foreach (var record in ((JsonTree.Array)root["Records"]!).Elements)
        {
            if (record is JsonTree.Object item && Decide(item, evidence) is var (session, decisions))
            {
                enriched.Add(Write(item, decisions, session));
                reasons.Add((Reason(decisions, "sourceIPAddress"), Reason(decisions, "userAgent")));
            }
            else if (record is JsonTree.Object caused && PlainAgents.Decide(caused, claims) is { } found)
            {
                var enrichment = new JsonTree.Object([.. found, ("version", Text(CopyDescription.CurrentVersion))]);
                enriched.Add(new JsonTree.Object([.. caused.Members, ("enrichment", enrichment)]));
            }
            else
            {
                enriched.Add(record);
            }
        }

        var members = root.Members.Select(member => member.Name == "Records" ? (member.Name, new JsonTree.Array(enriched)) : member);
        return new PlainCopy(new JsonTree.Object([.. members]), reasons);
    }

    private static string Reason(List<(string Field, PlainDecision Decision)> decisions, string field) =>
        decisions.Find(one => one.Field == field).Decision?.Reason ?? "";

    private static (PlainSession Session, List<(string Field, PlainDecision Decision)> Decisions)? Decide(
        JsonTree.Object record, ILookup<(string, DateTime), PlainSighting> evidence)
    {
        if (PlainRecord.Redacted(record) is not var (fields, key))
        {
            return null;
        }

        var session = new PlainSession(evidence[key], PlainRecord.SignInSession(record["userIdentity"]));
        var time = PlainRecord.Time(record["eventTime"]?.String);
        var address = fields.Contains("sourceIPAddress") ? session.DecideAddress(time) : null;
        var agent = fields.Contains("userAgent")
            ? session.DecideAgent(address, PlainRecord.Address(record["sourceIPAddress"]?.String), time)
            : null;
        var decisions = new List<(string Field, PlainDecision Decision)>();
        if (address is not null)
        {
            decisions.Add(("sourceIPAddress", address));
        }

        if (agent is not null)
        {
            decisions.Add(("userAgent", agent));
        }

        return (session, decisions);
    }

    private static JsonTree.Object Write(
        JsonTree.Object record, List<(string Field, PlainDecision Decision)> decisions, PlainSession session)
    {
        var members = record.Members.ToList();
        foreach (var (field, decision) in decisions.Where(one => one.Decision.Source is not null))
        {
            var at = members.FindLastIndex(member => member.Name == field);
            members[at] = (field, Text(field == "userAgent" ? decision.Source!.Agent! : decision.Source!.Address!));
        }

        var enrichment = new List<(string, JsonTree)>
        {
            ("recovered", new JsonTree.Array([.. decisions.Where(one => one.Decision.Source is not null).Select(one => Text(one.Field))])),
        };
        enrichment.AddRange(Members(Summary([.. decisions.Select(one => one.Decision)])));
        if (decisions.Count == 2
            && !Members(decisions[0].Decision).Select(Written).SequenceEqual(Members(decisions[1].Decision).Select(Written)))
        {
            enrichment.Add(
                (
                    "fields",
                    new JsonTree.Object(
                        [.. decisions.Select(one => (one.Field, (JsonTree)new JsonTree.Object([.. Members(one.Decision)])))])));
        }

        if (session.Addresses > 1)
        {
            enrichment.Add(("sessionAddresses", new JsonTree.Scalar(session.Addresses.ToString(CultureInfo.InvariantCulture))));
        }

        if (session.Origin is { } origin)
        {
            enrichment.Add(("origin", new JsonTree.Object([("arn", Text(origin))])));
        }

        enrichment.Add(("version", Text(CopyDescription.CurrentVersion)));
        members.Add(("enrichment", new JsonTree.Object(enrichment)));
        return new JsonTree.Object(members);
    }

    private static string Written((string Name, JsonTree Value) member) => member.Name + member.Value.Canonical();

    /// <summary>Ambiguity is never hidden; apart from that, the less certain of what was recovered.</summary>
    private static PlainDecision Summary(PlainDecision[] decisions)
    {
        var recovered = decisions.Where(decision => decision.Source is not null).ToArray();
        return decisions.FirstOrDefault(decision => decision.Match == "ambiguous")
            ?? recovered.FirstOrDefault(decision => decision.Match == "browserSibling")
            ?? recovered.FirstOrDefault()
            ?? decisions[0];
    }

    private static IEnumerable<(string, JsonTree)> Members(PlainDecision decision)
    {
        yield return ("match", Text(decision.Match));
        if (decision.Source is { } source)
        {
            yield return ("evidence", Event(source));
        }

        if (decision.AddressDiffers)
        {
            yield return ("addressDiffers", new JsonTree.Scalar("true"));
        }

        if (decision.Candidates.Count > 0)
        {
            yield return ("candidates", new JsonTree.Array([.. decision.Candidates.Select(Candidate)]));
        }
    }

    private static JsonTree.Object Candidate(PlainSighting sighting)
    {
        var members = new List<(string, JsonTree)>();
        if (sighting.Address is { } address)
        {
            members.Add(("sourceIPAddress", Text(address)));
        }

        if (sighting.Agent is { } agent)
        {
            members.Add(("userAgent", Text(agent)));
        }

        members.Add(("evidence", Event(sighting)));
        return new JsonTree.Object(members);
    }

    private static JsonTree.Object Event(PlainSighting sighting) => Event(sighting.Name, sighting.Id, sighting.Time, sighting.Region);

    /// <summary>An event as an enriched record names it.</summary>
    public static JsonTree.Object Event(string name, string id, DateTime time, string region) => new(
    [
        ("eventName", Text(name)),
        ("eventID", Text(id)),
        ("eventTime", Text(time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))),
        ("awsRegion", Text(region)),
    ]);

    /// <summary>A text as JSON.</summary>
    public static JsonTree.Scalar Text(string text) => new(JsonSerializer.Serialize(text, Relaxed));
}

/// <summary>What came of a document.</summary>
/// <param name="Document">The enriched document.</param>
/// <param name="Reasons">For each record that can be recovered, why each field was not; empty where it was, or is not redacted.</param>
internal sealed record PlainCopy(JsonTree Document, IReadOnlyList<(string SourceIPAddress, string UserAgent)> Reasons);
