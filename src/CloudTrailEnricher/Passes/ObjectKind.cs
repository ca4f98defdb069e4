using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Passes;

/// <summary>What an announced object is, by its key.</summary>
public enum ObjectKind
{
    /// <summary>A CloudTrail log file.</summary>
    LogFile,

    /// <summary>An enriched copy: this program's own output.</summary>
    EnrichedCopy,

    /// <summary>Something beside the log files: digests, insights, AWS Config and the like.</summary>
    OtherDelivery,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>Tells log files from what else lies in the bucket. What is no log file is acknowledged and counted, never an error.</summary>
internal static class ObjectKinds
{
    /// <summary>The name that log lines give the kind.</summary>
    public static string Name(this ObjectKind kind) => kind switch
    {
        ObjectKind.LogFile => "LogFile",
        ObjectKind.EnrichedCopy => "EnrichedCopy",
        ObjectKind.OtherDelivery => "OtherDelivery",
        _ => "Other",
    };

    public static ObjectKind KindOf(this PassOptions options, LogObject item, out LogFileKey? key)
    {
        if (options.EnrichedPrefix.Contains(item.Key))
        {
            key = null;
            return ObjectKind.EnrichedCopy;
        }

        if (LogFileKey.TryParse(item.Key, out key))
        {
            return ObjectKind.LogFile;
        }

        if (LogFileKey.IsOtherDelivery(item.Key))
        {
            return ObjectKind.OtherDelivery;
        }

        return options.AcceptAnyKey ? ObjectKind.LogFile : ObjectKind.Other;
    }
}
