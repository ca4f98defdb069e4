namespace CloudTrailEnricher.Replay.Inputs;

/// <summary>What is met on the way to log files and is none.</summary>
internal enum PassedOverKind
{
    /// <summary>A folder that holds this or another run's enriched copies.</summary>
    FolderOfCopies,

    /// <summary>A folder that a link, or another argument, has led to before.</summary>
    FolderEnteredBefore,

    /// <summary>An enriched copy, by its key.</summary>
    EnrichedCopy,

    /// <summary>CloudTrail's digests and insights, and what other services deliver beside log files.</summary>
    OtherDelivery,

    /// <summary>A message that announces no log file: on set-up, of a removal, of another service.</summary>
    OtherMessage,

    /// <summary>JSON that is neither a log file nor a message.</summary>
    OtherJson,

    /// <summary>A file or key with another name than log files and messages have, or without any records.</summary>
    OtherFile,

    /// <summary>A log file without a redacted event that was selected; it was read for evidence.</summary>
    Unselected,

    /// <summary>An entry among CloudTrail's records that is none, as in an export of CloudWatch Logs.</summary>
    OtherEntry,
}

/// <summary>All of one kind that was passed over.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Count">How many there are.</param>
/// <param name="First">The names of the first few.</param>
internal sealed record PassedOver(PassedOverKind Kind, long Count, IReadOnlyList<string> First)
{
    /// <summary>How many are named.</summary>
    public const int MaxNamed = 3;

    /// <summary>The kind in words.</summary>
    public string Description => Kind switch
    {
        PassedOverKind.FolderOfCopies => "folders of enriched copies",
        PassedOverKind.FolderEnteredBefore => "folders that were read under another name",
        PassedOverKind.EnrichedCopy => "enriched copies",
        PassedOverKind.OtherDelivery => "digests, insights and what other services deliver",
        PassedOverKind.OtherMessage => "messages that announce no log file",
        PassedOverKind.OtherJson => "JSON without CloudTrail records",
        PassedOverKind.Unselected => "log files without a redacted event that was selected (read for evidence)",
        PassedOverKind.OtherEntry => "entries that are no CloudTrail records",
        _ => "files of other kinds",
    };

    /// <summary>The kind as programs read it.</summary>
    public string Name => Kind switch
    {
        PassedOverKind.FolderOfCopies => "folderOfCopies",
        PassedOverKind.FolderEnteredBefore => "folderEnteredBefore",
        PassedOverKind.EnrichedCopy => "enrichedCopy",
        PassedOverKind.OtherDelivery => "otherDelivery",
        PassedOverKind.OtherMessage => "otherMessage",
        PassedOverKind.OtherJson => "otherJson",
        PassedOverKind.Unselected => "unselected",
        PassedOverKind.OtherEntry => "otherEntry",
        _ => "otherFile",
    };

    /// <summary>Such as <c>3 messages that announce no log file: a.json, b.json, …</c>.</summary>
    public override string ToString() => $"{Count} {Description}: {string.Join(", ", First)}{(Count > First.Count ? ", …" : "")}";
}
