using System.Text.Json;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.WholeFile;

/// <summary>
/// Sessions that are known beforehand: a JSON object with arn, creationDate, sourceIPAddress, userAgent and evidence for each.
/// </summary>
internal static class KnownSessions
{
    public static IReadOnlyDictionary<SessionKey, SessionEvidence> Read(string path)
    {
        using var known = JsonDocument.Parse(File.ReadAllBytes(path));
        return known.RootElement.EnumerateObject()
            .Select(session => Evidence(session.Value))
            .ToDictionary(evidence => evidence.Session, evidence => new SessionEvidence([evidence]));
    }

    private static Evidence Evidence(JsonElement session)
    {
        var evidence = session.GetProperty("evidence");
        if (!SessionKey.TryCreate(Text(session, "arn"), Text(session, "creationDate"), out var key)
            || !CloudTrailTime.TryParse(Text(evidence, "eventTime"), out var time))
        {
            throw new InvalidDataException("a session without arn, creationDate or evidence.eventTime");
        }

        return new Evidence(
            key,
            EvidenceKind.SignIn,
            Text(evidence, "eventName"),
            Text(evidence, "eventID"),
            time,
            Text(evidence, "awsRegion"),
            Text(session, "sourceIPAddress"),
            Text(session, "userAgent"));
    }

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString()!;
}
