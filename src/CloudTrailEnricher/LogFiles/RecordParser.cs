using System.Text.Json;
using CloudTrailEnricher.Json;

namespace CloudTrailEnricher.LogFiles;

/// <summary>
/// Finds the members of a record that the rules ask for. A key that occurs twice counts with its last value, as in every JSON reader.
/// </summary>
internal static class RecordParser
{
    /// <summary>Parses the file's current record.</summary>
    /// <exception cref="LogFileException">The record is not valid JSON.</exception>
    public static Record Parse(LogFileReader file, ReadLimits limits)
    {
        try
        {
            return Parse(file.Record, limits.Depth);
        }
        catch (JsonException e)
        {
            throw file.Invalid(0, $"the record that begins here is not valid JSON: {e.Message}", e);
        }
    }

    /// <summary>Parses a record's text.</summary>
    /// <exception cref="JsonException">The text is not a valid JSON object.</exception>
    public static Record Parse(ReadOnlySpan<byte> text, int maxDepth)
    {
        var record = new Record { Text = text };
        var members = new MemberWalker(text, start: 0, maxDepth);
        while (members.Next())
        {
            if (members.Is("userIdentity"u8))
            {
                UserIdentity(members, ref record);
            }
            else
            {
                TopLevel(members, ref record);
            }
        }

        return record;
    }

    private static void TopLevel(in MemberWalker member, ref Record record)
    {
        if (member.Is("eventTime"u8))
        {
            record.EventTime = member.Value;
        }
        else if (member.Is("eventSource"u8))
        {
            record.EventSource = member.Value;
        }
        else if (member.Is("eventName"u8))
        {
            record.EventName = member.Value;
        }
        else if (member.Is("eventType"u8))
        {
            record.EventType = member.Value;
        }
        else if (member.Is("eventID"u8))
        {
            record.EventId = member.Value;
        }
        else if (member.Is("requestID"u8))
        {
            record.RequestId = member.Value;
        }
        else if (member.Is("awsRegion"u8))
        {
            record.AwsRegion = member.Value;
        }
        else if (member.Is("sourceIPAddress"u8))
        {
            record.SourceIPAddress = member.Value;
        }
        else if (member.Is("userAgent"u8))
        {
            record.UserAgent = member.Value;
        }
        else if (member.Is("recipientAccountId"u8))
        {
            record.RecipientAccountId = member.Value;
        }
        else if (member.Is("vpcEndpointId"u8))
        {
            record.VpcEndpointId = member.Value;
        }
        else if (member.Is("sessionCredentialFromConsole"u8))
        {
            record.SessionCredentialFromConsole = member.Value;
        }
        else if (member.Is("errorCode"u8))
        {
            record.ErrorCode = member.Value;
        }
        else if (member.Is("responseElements"u8))
        {
            record.ResponseElements = Checked(member);
        }
        else if (member.Is("additionalEventData"u8))
        {
            record.AdditionalEventData = Checked(member);
        }
        else if (member.Is("enrichment"u8))
        {
            record.Enrichment = member.Value;
        }
    }

    private static void UserIdentity(in MemberWalker member, ref Record record)
    {
        record.PrincipalArn = record.InvokedBy = record.InvokedByDelegate = default;
        record.CreationDate = record.SignInSessionArn = default;
        if (!member.TryDescend(out var identity))
        {
            return;
        }

        while (identity.Next())
        {
            if (identity.Is("arn"u8))
            {
                record.PrincipalArn = identity.Value;
            }
            else if (identity.Is("invokedBy"u8))
            {
                record.InvokedBy = identity.Value;
            }
            else if (identity.Is("invokedByDelegate"u8))
            {
                record.InvokedByDelegate = identity.Value;
            }
            else if (identity.Is("sessionContext"u8))
            {
                SessionContext(identity, ref record);
            }
        }
    }

    private static void SessionContext(in MemberWalker member, ref Record record)
    {
        record.CreationDate = record.SignInSessionArn = default;
        if (!member.TryDescend(out var context))
        {
            return;
        }

        while (context.Next())
        {
            if (context.Is("attributes"u8))
            {
                record.CreationDate = Checked(context).Find(record.Text, "creationDate");
            }
            else if (context.Is("signInSessionArn"u8))
            {
                record.SignInSessionArn = context.Value;
            }
        }
    }

    /// <summary>The value, after its members were walked once: a rule that asks for one of them meets no invalid JSON.</summary>
    private static JsonSlice Checked(in MemberWalker member)
    {
        if (member.TryDescend(out var members))
        {
            while (members.Next())
            {
            }
        }

        return member.Value;
    }
}
