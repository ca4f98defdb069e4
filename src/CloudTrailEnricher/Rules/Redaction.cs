using System.Text.Json;
using CloudTrailEnricher.Json;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Rules;

/// <summary>Which fields of a record are redacted, and whether they can be recovered at all.</summary>
internal readonly record struct Redaction
{
    private const string Redacted = "AWS Internal";

    /// <summary>A redacted value begins with this, so a record without it is not redacted (see <see cref="Prefilter"/>).</summary>
    public static ReadOnlySpan<byte> Marker => "AWS Internal"u8;

    /// <summary>The fields that read <c>AWS Internal</c>.</summary>
    public RedactedFields Fields { get; private init; }

    /// <summary>Why nothing can be recovered, or that it can.</summary>
    public Recoverability Recoverability { get; private init; }

    /// <summary>The session to find evidence for, when <see cref="Recoverability"/> is <see cref="Recoverability.Recoverable"/>.</summary>
    public SessionKey Session { get; private init; }

    /// <summary>
    /// Applies the rule. CloudTrail manual, "sourceIPAddress" and "userAgent": the value is replaced "if the request was made with a proxy
    /// client and sessionCredentialFromConsole is present with a value of true". Calls with <c>invokedBy</c> are a service's, made on
    /// behalf of a principal: their <c>AWS Internal</c> is the truth (170 of 170 such records of one real day). Calls with
    /// <c>invokedByDelegate</c> are a provider's, made with the customer's ARN.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="sessions">Remembers the sessions of the file's records; null where one record stands alone.</param>
    public static Redaction Find(in Record record, SessionsOfRecords? sessions = null)
    {
        var fields = (IsRedacted(record.Text, record.SourceIPAddress) ? RedactedFields.SourceIPAddress : 0)
            | (IsRedacted(record.Text, record.UserAgent) ? RedactedFields.UserAgent : 0);
        if (fields == RedactedFields.None)
        {
            return default;
        }

        var recoverability = Judge(record, sessions ?? new SessionsOfRecords(), out var session);
        return new Redaction { Fields = fields, Recoverability = recoverability, Session = session };
    }

    /// <summary><c>AWS Internal</c>, or <c>AWS Internal/#</c> as the manual writes it since 2024, # being a number.</summary>
    public static bool IsRedacted(string? value) =>
        value is not null && value.StartsWith(Redacted, StringComparison.Ordinal)
        && (value.Length == Redacted.Length
            || (value.Length > Redacted.Length + 1
                && value[Redacted.Length] == '/'
                && !value.AsSpan(Redacted.Length + 1).ContainsAnyExceptInRange('0', '9')));

    private static Recoverability Judge(in Record record, SessionsOfRecords sessions, out SessionKey session)
    {
        session = default;

        // Even "enrichment": null counts: a second member of the name would hide one of the two from readers.
        if (record.Enrichment.IsWritten)
        {
            return Recoverability.EnrichedBefore;
        }

        if (record.InvokedBy.IsPresent)
        {
            return Recoverability.InvokedByService;
        }

        if (record.InvokedByDelegate.IsPresent)
        {
            return Recoverability.Delegated;
        }

        if (!IsTrue(record.Text, record.SessionCredentialFromConsole))
        {
            return EvidenceRules.IsFromSignInService(record) ? Recoverability.SignInItself : Recoverability.NotFromConsole;
        }

        return sessions.TryRead(record, out session) ? Recoverability.Recoverable : Recoverability.NoSession;
    }

    private static bool IsRedacted(ReadOnlySpan<byte> record, JsonSlice value)
    {
        // No escaped form of so short a text is longer than six bytes a character.
        const int longest = 6 * 40;
        return value.Length <= longest
            && (value.Is(record, Marker) || (value.Length > Redacted.Length + 2 && IsRedacted(value.StringOrNull(record))));
    }

    /// <summary>Real records carry the string (440 of 440); tools that normalise logs make it a boolean.</summary>
    private static bool IsTrue(ReadOnlySpan<byte> record, JsonSlice value) =>
        value.Kind == JsonTokenType.True
        || string.Equals(value.StringOrNull(record), "true", StringComparison.OrdinalIgnoreCase);
}
