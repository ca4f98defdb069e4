using CloudTrailEnricher.Json;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Rules;

/// <summary>Which fields of a record are redacted, and whether they can be recovered at all.</summary>
internal readonly record struct Redaction
{
    /// <summary>The fields that read <c>AWS Internal</c>.</summary>
    public RedactedFields Fields { get; private init; }

    /// <summary>Why nothing can be recovered, or that it can.</summary>
    public Recoverability Recoverability { get; private init; }

    /// <summary>The session to find evidence for, when <see cref="Recoverability"/> is <see cref="Recoverability.Recoverable"/>.</summary>
    public SessionKey Session { get; private init; }

    /// <summary>
    /// Applies the rule. CloudTrail manual, "sourceIPAddress" and "userAgent": the value is replaced "if the request was made with a proxy
    /// client and sessionCredentialFromConsole is present with a value of true". Calls with <c>invokedBy</c> are a service's, made on behalf
    /// of a principal: their <c>AWS Internal</c> is the truth (170 of 170 such records of one real day).
    /// </summary>
    public static Redaction Of(in Record record)
    {
        var fields = (IsRedacted(record.Text, record.SourceIPAddress) ? RedactedFields.SourceIPAddress : 0)
            | (IsRedacted(record.Text, record.UserAgent) ? RedactedFields.UserAgent : 0);
        if (fields == RedactedFields.None)
        {
            return default;
        }

        if (record.Enrichment.IsPresent)
        {
            return new Redaction { Fields = fields, Recoverability = Recoverability.EnrichedBefore };
        }

        if (record.InvokedBy.IsPresent)
        {
            return new Redaction { Fields = fields, Recoverability = Recoverability.InvokedByService };
        }

        if (!IsTrue(record.Text, record.SessionCredentialFromConsole))
        {
            return new Redaction { Fields = fields, Recoverability = Recoverability.NotFromConsole };
        }

        return SessionKey.TryCreate(record.PrincipalArn.StringOrNull(record.Text), record.CreationDate.StringOrNull(record.Text), out var session)
            ? new Redaction { Fields = fields, Recoverability = Recoverability.Recoverable, Session = session }
            : new Redaction { Fields = fields, Recoverability = Recoverability.NoSession };
    }

    /// <summary><c>AWS Internal</c>, or <c>AWS Internal/#</c> as the manual writes it since 2024, # being a number.</summary>
    public static bool IsRedacted(string? value) =>
        value is not null && value.StartsWith("AWS Internal", StringComparison.Ordinal)
        && (value.Length == 12 || (value.Length > 13 && value[12] == '/' && !value.AsSpan(13).ContainsAnyExceptInRange('0', '9')));

    private static bool IsRedacted(ReadOnlySpan<byte> record, JsonSlice value)
    {
        // No escaped form of so short a text is longer than six bytes a character.
        const int longest = 6 * 40;
        return value.Length <= longest
            && (value.Is(record, "AWS Internal"u8) || (value.Length > 14 && IsRedacted(value.StringOrNull(record))));
    }

    /// <summary>Real records carry the string (440 of 440); tools that normalise logs make it a boolean.</summary>
    private static bool IsTrue(ReadOnlySpan<byte> record, JsonSlice value) =>
        value.Kind == System.Text.Json.JsonTokenType.True
        || string.Equals(value.StringOrNull(record), "true", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Whether a redacted field can be recovered, or why not.</summary>
public enum Recoverability
{
    /// <summary>No field is redacted.</summary>
    NotRedacted,

    /// <summary>The record belongs to a console session; evidence decides.</summary>
    Recoverable,

    /// <summary><c>userIdentity.invokedBy</c> is set: a service acted for the principal, and no address was ever there.</summary>
    InvokedByService,

    /// <summary><c>sessionCredentialFromConsole</c> is not true: not a call of a console session.</summary>
    NotFromConsole,

    /// <summary>No <c>userIdentity.arn</c>, or no readable <c>sessionContext.attributes.creationDate</c>: the session is unknown.</summary>
    NoSession,

    /// <summary>The record has an <c>enrichment</c> object already.</summary>
    EnrichedBefore,
}
