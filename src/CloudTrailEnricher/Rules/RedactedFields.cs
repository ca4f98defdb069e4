using System.Collections.Immutable;

namespace CloudTrailEnricher.Rules;

/// <summary>A field that CloudTrail redacts.</summary>
public enum RedactedField
{
    /// <summary><c>sourceIPAddress</c></summary>
    SourceIPAddress,

    /// <summary><c>userAgent</c></summary>
    UserAgent,
}

/// <summary>Which of the two fields are redacted; each can be by itself.</summary>
[Flags]
public enum RedactedFields
{
    /// <summary>Neither.</summary>
    None = 0,

    /// <summary><c>sourceIPAddress</c></summary>
    SourceIPAddress = 1 << RedactedField.SourceIPAddress,

    /// <summary><c>userAgent</c></summary>
    UserAgent = 1 << RedactedField.UserAgent,

    /// <summary>Both.</summary>
    Both = SourceIPAddress | UserAgent,
}

/// <summary>One value for each of the two fields.</summary>
/// <param name="SourceIPAddress">The value for <c>sourceIPAddress</c>.</param>
/// <param name="UserAgent">The value for <c>userAgent</c>.</param>
public readonly record struct PerField<T>(T SourceIPAddress, T UserAgent)
{
    /// <summary>The value for a field.</summary>
    public T this[RedactedField field] => field == RedactedField.SourceIPAddress ? SourceIPAddress : UserAgent;
}

/// <summary>Names and sets of redacted fields.</summary>
public static class RedactedFieldNames
{
    /// <summary>Both fields, in the order in which records have them.</summary>
    public static ImmutableArray<RedactedField> All { get; } = [RedactedField.SourceIPAddress, RedactedField.UserAgent];

    /// <summary>The field's name in a record: <c>sourceIPAddress</c> or <c>userAgent</c>.</summary>
    public static string Name(this RedactedField field) => field == RedactedField.SourceIPAddress ? "sourceIPAddress" : "userAgent";

    /// <summary>Whether the set holds the field.</summary>
    public static bool Has(this RedactedFields fields, RedactedField field) => (fields & field.AsSet()) != 0;

    /// <summary>The set of this one field.</summary>
    public static RedactedFields AsSet(this RedactedField field) => (RedactedFields)(1 << (int)field);
}
