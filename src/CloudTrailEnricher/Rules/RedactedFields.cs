namespace CloudTrailEnricher.Rules;

/// <summary>The two fields that CloudTrail redacts, each by itself.</summary>
[Flags]
public enum RedactedFields
{
    /// <summary>Neither.</summary>
    None = 0,

    /// <summary><c>sourceIPAddress</c></summary>
    SourceIPAddress = 1,

    /// <summary><c>userAgent</c></summary>
    UserAgent = 2,
}
