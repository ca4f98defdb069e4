using System.Text.Json;
using CloudTrailEnricher.Json;
using CloudTrailEnricher.Replay.Reports;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay;

/// <summary>How the evidence file holds what agents' records say of requests.</summary>
internal static class AgentCallJson
{
    /// <summary>The <c>kind</c> of these lines.</summary>
    public const string Kind = "agentCall";

    /// <summary>Writes the members of a line.</summary>
    public static void Write(Utf8JsonWriter json, Evidence evidence)
    {
        json.WriteString("request", evidence.Session.PrincipalArn);
        WriteClaim(json, evidence);
        if (evidence.Rival is { } rival)
        {
            json.WriteStartObject("rival");
            WriteClaim(json, rival);
            json.WriteEndObject();
        }
    }

    /// <summary>Reads a line.</summary>
    /// <exception cref="InvalidDataException">It is not whole.</exception>
    public static Evidence Read(JsonElement line)
    {
        var request = line.Text("request")?.Split('#', 2) is [var account, var id]
            && SessionKey.TryCreateRequest(account, id, out var key)
                ? key
                : throw new InvalidDataException("a piece of evidence has no request");
        return Claim(request, line) with { Rival = line.Member("rival") is { } rival ? Claim(request, rival) : null };
    }

    private static void WriteClaim(Utf8JsonWriter json, Evidence evidence)
    {
        EvidenceJson.WriteMembers(json, evidence);
        json.WriteString("agentArn", evidence.Claim!.PrincipalArn);
        json.WriteString("apiName", evidence.Claim.ApiName);
        json.WriteString("requestRegion", evidence.Claim.AwsRegion);
        json.WriteString("tool", evidence.Claim.Tool);
    }

    private static Evidence Claim(SessionKey request, JsonElement line) =>
        CloudTrailTime.TryParse(line.Text("eventTime"), out var time)
        && line.Text("eventName") is { } name
        && line.Text("eventID") is { } id
        && line.Text("agentArn") is { } arn
        && line.Text("apiName") is { } api
        && line.Text("requestRegion") is { } region
            ? new Evidence(
                request,
                EvidenceKind.AgentCall,
                name,
                id,
                time,
                line.Text("awsRegion") ?? "",
                line.Text("sourceIPAddress"),
                line.Text("userAgent"))
            {
                Claim = new AgentClaim(arn, api, region, line.Text("tool")),
            }
            : throw new InvalidDataException("an agent's call lacks a member");
}
