using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Passes;

/// <summary>
/// The log lines of the two passes: one per file, with counts; one more where agents made or caused records; and at Debug one per
/// invocation. No record content, no address, no agent. Values are texts, numbers and
/// booleans only: how another type is written is each logger's own choice.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Pass}: {Bucket}/{Key} ignored, it is no log file: {Kind}")]
    public static partial void Ignored(this ILogger logger, string pass, string bucket, string key, string kind);

    [LoggerMessage(
        2,
        LogLevel.Information,
        "index: {Bucket}/{Key}: records {Records}, sign-ins {SignIns}, browser siblings {BrowserSiblings}, redacted sessions " +
        "{RedactedSessions}, released {Released}")]
    public static partial void Indexed(
        this ILogger logger, string bucket, string key, long records, int signIns, int browserSiblings, int redactedSessions, int released);

    [LoggerMessage(
        3,
        LogLevel.Information,
        "enrich: {Bucket}/{Key} {Outcome}: records {Records}, redacted {RedactedRecords}, fields {RedactedFields}, recovered by sign-in " +
        "{RecoveredBySignIn}, by browser sibling {RecoveredByBrowserSibling}, ambiguous {Ambiguous}, unresolved {Unresolved}, sessions " +
        "unresolved {UnresolvedSessions}, from several addresses {SessionsFromSeveralAddresses}, age {AgeSeconds} s")]
    public static partial void Enriched(
        this ILogger logger,
        string bucket,
        string key,
        string outcome,
        long records,
        long redactedRecords,
        long redactedFields,
        long recoveredBySignIn,
        long recoveredByBrowserSibling,
        long ambiguous,
        long unresolved,
        int unresolvedSessions,
        int sessionsFromSeveralAddresses,
        long? ageSeconds);

    [LoggerMessage(4, LogLevel.Warning, "{Pass}: {Bucket}/{Key} refused: this deployment takes objects of {SourceBucket} only")]
    public static partial void Refused(this ILogger logger, string pass, string bucket, string key, string sourceBucket);

    [LoggerMessage(5, LogLevel.Error, "{Pass}: {Bucket}/{Key} Failed: {Reason}")]
    public static partial void Failed(this ILogger logger, string pass, string bucket, string key, string reason);

    [LoggerMessage(6, LogLevel.Error, "enrich: message {MessageId} cannot be read: {Reason}")]
    public static partial void BadMessage(this ILogger logger, string messageId, string reason);

    [LoggerMessage(7, LogLevel.Debug, "index: event done: indexed {Indexed}, ignored {Ignored}, refused {Refused}, failed {Failed}")]
    public static partial void IndexedEvent(this ILogger logger, int indexed, int ignored, int refused, int failed);

    [LoggerMessage(8, LogLevel.Debug, "enrich: batch done: messages {Messages}, failed {Failed}")]
    public static partial void EnrichedBatch(this ILogger logger, int messages, int failed);

    [LoggerMessage(10, LogLevel.Information, "index: {Bucket}/{Key}: requests of agents {AgentRequests}")]
    public static partial void IndexedAgents(this ILogger logger, string bucket, string key, int agentRequests);

    [LoggerMessage(
        11,
        LogLevel.Information,
        "enrich: {Bucket}/{Key}: records of agents {AgentRecords}, calls found {AgentCallsFound}, ambiguous {AgentCallsAmbiguous}, missing {AgentCallsMissing}, not fitting {AgentCallsNotFitting}")]
    public static partial void EnrichedAgents(
        this ILogger logger,
        string bucket,
        string key,
        long agentRecords,
        long agentCallsFound,
        long agentCallsAmbiguous,
        long agentCallsMissing,
        long agentCallsNotFitting);

    [LoggerMessage(9, LogLevel.Debug, "{Pass}: backfill batch done: objects {Objects}, skipped {Skipped}, failed {Failed}")]
    public static partial void BackfilledBatch(this ILogger logger, string pass, int objects, long skipped, int failed);
}
