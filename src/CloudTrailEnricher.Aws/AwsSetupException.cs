namespace CloudTrailEnricher.Aws;

/// <summary>
/// A call was refused for a reason that concerns every file alike: no credentials, no such bucket or table, another region, a permission
/// that is missing. Trying the next file helps nobody.
/// </summary>
public sealed class AwsSetupException : IOException
{
    /// <summary>Names what was refused, why, and what helps.</summary>
    public AwsSetupException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Whether it could also be one object's own matter, as a permission for its key is.</summary>
    public bool MayConcernOneObject { get; init; }
}
