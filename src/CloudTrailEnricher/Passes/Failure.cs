using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Passes;

/// <summary>Why something failed, in words that may be logged: no record content, no address, no agent.</summary>
public static class Failure
{
    /// <summary>
    /// The messages of these errors name files, places and services only. For an unforeseen error, only the type and the place are given:
    /// its message might quote what was read.
    /// </summary>
    public static string Reason(Exception e) => e switch
    {
        LogFileException or IOException or FormatException => e.Message,
        OperationCanceledException => "stopped, the time is nearly up; it will be tried again",
        _ => $"{e.GetType()}{e.StackTrace?.Split('\n') switch { [var first, ..] => first, _ => "" }}",
    };
}
