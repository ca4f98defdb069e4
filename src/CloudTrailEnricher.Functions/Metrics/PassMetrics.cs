using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Functions.Metrics;

/// <summary>
/// Counts what becomes of each file: one line of metrics per file and pass. The template's alarms and dashboard know these names.
/// </summary>
/// <param name="metrics">Writes the lines.</param>
internal sealed class PassMetrics(EmbeddedMetrics metrics) : IPassObserver
{
    /// <inheritdoc/>
    public void Indexed(IndexReport report)
    {
        if (report.Kind == ObjectKind.LogFile)
        {
            metrics.Write([
                Metric.Count("FilesIndexed", 1),
                Metric.Count("FilesReleased", report.Released),
                Metric.Count("SignInsFound", report.SignIns),
                Metric.Count("BrowserSiblingsFound", report.BrowserSiblings),
                Metric.Count("SessionsRedacted", report.RedactedSessions.Keys.Count(session => session.Kind == SessionKeyKind.Console)),
                .. report.AgentRequests == 0 ? (Metric[])[] : [Metric.Count("AgentRequestsFound", report.AgentRequests)]]);
        }
        else
        {
            metrics.Write(Metric.Count("ObjectsIgnored", 1));
        }
    }

    /// <inheritdoc/>
    public void IndexFailed() => metrics.Write(Metric.Count("IndexFailures", 1));

    /// <inheritdoc/>
    public void Enriched(EnrichReport report) => metrics.Write(report.Outcome switch
    {
        EnrichOutcome.Copied => [Metric.Count("FilesCopied", 1), .. Metric.Seconds("SecondsToCopy", report.AgeSeconds)],
        EnrichOutcome.Left => [Metric.Count("FilesLeft", 1)],
        EnrichOutcome.Published =>
            [Metric.Count("FilesPublished", 1), .. Fields(report), .. Agents(report), .. Metric.Seconds("SecondsToCopy", report.AgeSeconds)],
        EnrichOutcome.Improved => [Metric.Count("FilesImproved", 1)],
        EnrichOutcome.AlreadyPublished =>
            [Metric.Count("FilesAlreadyPublished", 1), .. report.IsOutdated ? [Metric.Count("FilesNotImproved", 1)] : (Metric[])[]],
        EnrichOutcome.Held => [Metric.Count("FilesHeld", 1), .. Metric.Seconds("SecondsHeld", report.AgeSeconds)],
        _ => (IReadOnlyList<Metric>)[],
    });

    /// <inheritdoc/>
    public void EnrichFailed() => metrics.Write(Metric.Count("EnrichFailures", 1));

    /// <summary>
    /// What a file's first publication holds. An improvement is counted as a file only, or its fields would be counted twice. Zeros are
    /// written too: an alarm calculates with these sums.
    /// </summary>
    private static Metric[] Fields(EnrichReport report)
    {
        var counts = report.Counts ?? new EnrichmentCounts();
        return
        [
            Metric.Count("FieldsRedacted", counts.RedactedFields),
            Metric.Count("FieldsRecoveredBySignIn", counts.RecoveredBySignIn),
            Metric.Count("FieldsRecoveredByBrowserSibling", counts.RecoveredByBrowserSibling),
            Metric.Count("FieldsAmbiguous", counts.Ambiguous),
            Metric.Count("FieldsUnresolved", counts.Unresolved),
            Metric.Count("SessionsUnresolved", report.UnresolvedSessions),
            Metric.Count("SessionsFromSeveralAddresses", report.SessionsFromSeveralAddresses),
        ];
    }

    /// <summary>
    /// What became of records that agents caused, where the file has some: no alarm calculates with these, and most accounts have none.
    /// </summary>
    private static Metric[] Agents(EnrichReport report) => report.Counts is { AgentRecords: > 0 } counts
        ?
        [
            Metric.Count("AgentRecords", counts.AgentRecords),
            Metric.Count("AgentCallsFound", counts.AgentCallsFound),
            Metric.Count("AgentCallsAmbiguous", counts.AgentCallsDisputed),
            Metric.Count("AgentCallsMissing", counts.AgentCallsMissing),
        ]
        : [];
}
