using System.Text.Json;

namespace CloudTrailEnricher.Json;

/// <summary>Reads members that may be absent, or of another kind than expected.</summary>
public static class JsonMembers
{
    /// <summary>The member of this name; null where the value is no object, or has none.</summary>
    public static JsonElement? Member(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : null;

    /// <summary>The member's text; null where it is absent, no string, or no valid text.</summary>
    public static string? Text(this JsonElement parent, string name)
    {
        try
        {
            return parent.Member(name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which the parser lets pass.
            return null;
        }
    }

    /// <summary>The member's whole number; null where it is absent, or something else.</summary>
    public static long? Number(this JsonElement parent, string name) =>
        parent.Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt64(out var number) ? number : null;
}
