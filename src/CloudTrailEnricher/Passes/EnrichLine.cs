using CloudTrailEnricher.Copies;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Passes;

/// <summary>What pass 2 logs of one object.</summary>
internal static class EnrichLine
{
    public static void Write(ILogger logger, EnrichRequest request, EnrichReport report)
    {
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
    }
}
