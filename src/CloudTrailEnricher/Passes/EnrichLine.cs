using CloudTrailEnricher.Copies;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Passes;

/// <summary>What pass 2 logs of one object.</summary>
internal static class EnrichLine
{
    /// <summary>Logs what came of a request, and gives the report with the file's age.</summary>
    public static EnrichReport Write(ILogger logger, EnrichRequest request, EnrichReport report, DateTimeOffset now)
    {
        // A queue's clock and ours may differ by a little: no file is younger than new.
        report = report with
        {
            AgeSeconds = request.Announced.EventTime is { } since ? Math.Max(0, (long)(now - since).TotalSeconds) : null,
        };
        var counts = report.Counts ?? new EnrichmentCounts();
        logger.Enriched(
            request.File.Bucket,
            request.File.Key,
            report.Outcome.Name(),
            counts.Records,
            counts.RedactedRecords,
            counts.RedactedFields,
            counts.RecoveredBySignIn,
            counts.RecoveredByBrowserSibling,
            counts.Ambiguous,
            counts.Unresolved,
            report.UnresolvedSessions,
            report.SessionsFromSeveralAddresses,
            report.AgeSeconds);
        if (counts.AgentRecords > 0)
        {
            logger.EnrichedAgents(
                request.File.Bucket,
                request.File.Key,
                counts.AgentRecords,
                counts.AgentCallsFound,
                counts.AgentCallsDisputed,
                counts.AgentCallsMissing,
                counts.AgentCallsNotFitting);
        }

        return report;
    }
}
