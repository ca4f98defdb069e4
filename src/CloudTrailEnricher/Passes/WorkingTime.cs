namespace CloudTrailEnricher.Passes;

/// <summary>How long a handler may work.</summary>
public static class WorkingTime
{
    /// <summary>
    /// The work ends this long before Lambda would end the process, so that whatever is not done by then is reported, and is delivered
    /// again by itself instead of with its whole batch. What runs at that moment is broken off; the answer takes milliseconds.
    /// </summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(3);

    /// <summary>What the handler may use of the time that is left until the deadline.</summary>
    public static TimeSpan Of(TimeSpan left) => left > Margin ? left - Margin : TimeSpan.Zero;
}
