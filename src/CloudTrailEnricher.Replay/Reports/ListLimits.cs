namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// How long the lists of a result may get. Sums are always of everything; what is listed is the first by time or name. A list that nobody
/// will see has no room, so that a run keeps no more than it shows.
/// </summary>
internal sealed record ListLimits
{
    /// <summary>Every list, as long as it can get.</summary>
    public static ListLimits Most { get; } = new() { StillRedacted = 10_000, LookAlikes = 10_000, SessionEvents = 16_000 };

    /// <summary>Events that stay redacted; some 5 MB at their most.</summary>
    public int StillRedacted { get; init; }

    /// <summary>Look-alikes.</summary>
    public int LookAlikes { get; init; }

    /// <summary>
    /// Events of all sessions together, for their timelines. Each session gets the same room, as much as fits; fewer than
    /// <see cref="Sessions"/>.
    /// </summary>
    public int SessionEvents { get; init; }

    /// <summary>Sessions with their counts; some 25 MB at their most.</summary>
    public int Sessions { get; init; } = 100_000;

    /// <summary>Files that failed.</summary>
    public int Failures { get; init; } = 10_000;

    /// <summary>What the output of a run needs.</summary>
    public static ListLimits For(ReplayOptions options) => new()
    {
        StillRedacted = IsListed(options) ? Most.StillRedacted : 0,
        LookAlikes = options.Format is OutputFormat.Json or OutputFormat.JsonV1 ? Most.LookAlikes : 0,
        SessionEvents = options.ReportFile is null ? 0 : Most.SessionEvents,
    };

    private static bool IsListed(ReplayOptions options) =>
        options.ReportFile is not null || options.Format is OutputFormat.Json or OutputFormat.JsonV1;
}
