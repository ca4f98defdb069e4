using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay.Explain;

/// <summary>What is to be explained: an event by its id, a principal by its ARN, or one session by ARN and creation date.</summary>
internal sealed record Subject
{
    private Subject()
    {
    }

    /// <summary>The event's id; null when a principal or a session is asked for.</summary>
    public string? EventId { get; private init; }

    /// <summary>The principal's ARN; null when an event is asked for.</summary>
    public string? PrincipalArn { get; private init; }

    /// <summary>The session; null when an event or a principal with all its sessions is asked for.</summary>
    public SessionKey? Session { get; private init; }

    /// <summary>Reads the argument.</summary>
    /// <exception cref="UsageException">It is none of the three.</exception>
    public static Subject Parse(string text)
    {
        var trimmed = text.Trim();
        if (!trimmed.StartsWith("arn:", StringComparison.Ordinal))
        {
            return trimmed.Length == 0 || trimmed.Any(char.IsWhiteSpace)
                ? throw new UsageException($"\"{text}\": neither an eventID, nor a principal's ARN, nor \"ARN creationDate\" in quotes")
                : new Subject { EventId = trimmed };
        }

        var space = trimmed.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
        {
            return new Subject { PrincipalArn = trimmed };
        }

        var (arn, created) = (trimmed[..space], trimmed[(space + 1)..].Trim());
        return SessionKey.TryCreate(arn, created, out var session)
            ? new Subject { PrincipalArn = arn, Session = session }
            : throw new UsageException($"\"{created}\": no creation date; write it as "
                + "userIdentity.sessionContext.attributes.creationDate does, 2022-03-17T01:31:31Z");
    }

    /// <summary>Whether the session is the one, or one of the principal's.</summary>
    public bool Names(SessionKey session) => Session is { } one ? session == one : session.PrincipalArn == PrincipalArn;

    /// <summary>The argument as it is shown.</summary>
    public override string ToString() => EventId ?? Session?.ToString() ?? PrincipalArn!;
}
