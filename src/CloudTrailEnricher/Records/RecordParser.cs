using System.Text.Json;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Records;

/// <summary>
/// Parses one record in full and strictly. A key that occurs twice counts with its last value, as in every JSON reader.
/// </summary>
internal static class RecordParser
{
    /// <summary>Finds the members that the rules ask for.</summary>
    /// <exception cref="LogFileException">The record is not valid JSON.</exception>
    public static Record Parse(LogFileReader file, ReadLimits limits)
    {
        var text = file.Record;
        try
        {
            return Parse(text, limits.Depth);
        }
        catch (JsonException e)
        {
            throw file.Invalid(0, $"the record that begins here is not valid JSON: {e.Message}", e);
        }
    }

    /// <summary>Finds the members that the rules ask for in a record's text.</summary>
    /// <exception cref="JsonException">The text is not one valid JSON object.</exception>
    public static Record Parse(ReadOnlySpan<byte> text, int maxDepth)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = maxDepth });
        var record = new Record { Text = text };
        reader.Read();
        while (NextName(ref reader))
        {
            if (Is(ref reader, "userIdentity"u8))
            {
                record.PrincipalArn = record.InvokedBy = record.CreationDate = default;
                Descend(ref reader, ref record, UserIdentity);
            }
            else if (Is(ref reader, "responseElements"u8))
            {
                record.ConsoleLoginResult = record.SwitchRoleResult = default;
                Descend(ref reader, ref record, ResponseElements);
            }
            else
            {
                ref var slot = ref TopLevel(ref reader, ref record, out var isWanted);
                var value = Value(ref reader);
                if (isWanted)
                {
                    slot = value;
                }
            }
        }

        while (reader.Read())
        {
            // Nothing may follow the object; the reader throws if something does.
        }

        return record;
    }

    private delegate void Member(ref Utf8JsonReader reader, ref Record record);

    private static void UserIdentity(ref Utf8JsonReader reader, ref Record record)
    {
        if (Is(ref reader, "arn"u8))
        {
            record.PrincipalArn = Value(ref reader);
        }
        else if (Is(ref reader, "invokedBy"u8))
        {
            record.InvokedBy = Value(ref reader);
        }
        else if (Is(ref reader, "sessionContext"u8))
        {
            record.CreationDate = default;
            Descend(ref reader, ref record, SessionContext);
        }
        else
        {
            Value(ref reader);
        }
    }

    private static void SessionContext(ref Utf8JsonReader reader, ref Record record)
    {
        if (Is(ref reader, "attributes"u8))
        {
            record.CreationDate = default;
            Descend(ref reader, ref record, Attributes);
        }
        else
        {
            Value(ref reader);
        }
    }

    private static void Attributes(ref Utf8JsonReader reader, ref Record record)
    {
        if (Is(ref reader, "creationDate"u8))
        {
            record.CreationDate = Value(ref reader);
        }
        else
        {
            Value(ref reader);
        }
    }

    private static void ResponseElements(ref Utf8JsonReader reader, ref Record record)
    {
        if (Is(ref reader, "ConsoleLogin"u8))
        {
            record.ConsoleLoginResult = Value(ref reader);
        }
        else if (Is(ref reader, "SwitchRole"u8))
        {
            record.SwitchRoleResult = Value(ref reader);
        }
        else
        {
            Value(ref reader);
        }
    }

    /// <summary>Where the value behind the current name belongs.</summary>
    private static ref JsonText TopLevel(ref Utf8JsonReader name, ref Record record, out bool isWanted)
    {
        isWanted = true;
        if (Is(ref name, "eventTime"u8)) { return ref record.EventTime; }
        if (Is(ref name, "eventSource"u8)) { return ref record.EventSource; }
        if (Is(ref name, "eventName"u8)) { return ref record.EventName; }
        if (Is(ref name, "eventType"u8)) { return ref record.EventType; }
        if (Is(ref name, "eventID"u8)) { return ref record.EventId; }
        if (Is(ref name, "awsRegion"u8)) { return ref record.AwsRegion; }
        if (Is(ref name, "sourceIPAddress"u8)) { return ref record.SourceIPAddress; }
        if (Is(ref name, "userAgent"u8)) { return ref record.UserAgent; }
        if (Is(ref name, "recipientAccountId"u8)) { return ref record.RecipientAccountId; }
        if (Is(ref name, "vpcEndpointId"u8)) { return ref record.VpcEndpointId; }
        if (Is(ref name, "sessionCredentialFromConsole"u8)) { return ref record.SessionCredentialFromConsole; }
        if (Is(ref name, "enrichment"u8)) { return ref record.Enrichment; }
        isWanted = false;
        return ref record.Enrichment;
    }

    /// <summary>Whether the current name is <paramref name="wanted"/>. Most names differ in length already; an escaped one can have any.</summary>
    private static bool Is(ref Utf8JsonReader name, ReadOnlySpan<byte> wanted) =>
        (name.ValueSpan.Length == wanted.Length || name.ValueIsEscaped) && name.ValueTextEquals(wanted);

    /// <summary>Goes through the members of the value behind the current name; a value that is no object has none.</summary>
    private static void Descend(ref Utf8JsonReader reader, ref Record record, Member member)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (NextName(ref reader))
        {
            member(ref reader, ref record);
        }
    }

    private static bool NextName(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Passes the value behind the current name.</summary>
    private static JsonText Value(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        var kind = reader.TokenType;
        reader.Skip();
        return new JsonText(start, (int)reader.BytesConsumed - start, kind);
    }
}
