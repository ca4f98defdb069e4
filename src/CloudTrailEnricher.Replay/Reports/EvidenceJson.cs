using System.Text.Json;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>How a piece of evidence reads in JSON, wherever the program writes one.</summary>
internal static class EvidenceJson
{
    /// <summary>Writes its members, but for the session's.</summary>
    public static void WriteMembers(Utf8JsonWriter json, Evidence evidence)
    {
        json.WriteString("kind", evidence.Kind switch
        {
            EvidenceKind.SignIn => "signIn",
            EvidenceKind.AgentCall => AgentCallJson.Kind,
            _ => "browserSibling",
        });
        json.WriteString("eventName", evidence.EventName);
        json.WriteString("eventID", evidence.EventId);
        json.WriteString("eventTime", evidence.EventTime.ToString());
        json.WriteString("awsRegion", evidence.AwsRegion);
        json.WriteString("sourceIPAddress", evidence.SourceIPAddress);
        json.WriteString("userAgent", evidence.UserAgent);
    }
}
