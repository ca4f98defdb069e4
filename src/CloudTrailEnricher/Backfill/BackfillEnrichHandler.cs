using System.Globalization;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Backfill;

/// <summary>
/// Takes batches of log files that are there already through pass 2: those of the state machine, and those of S3 Batch Operations.
/// </summary>
/// <param name="pass">Pass 2; it holds nothing back, since pass 1 is over.</param>
/// <param name="sourceBucket">The one bucket whose objects are taken.</param>
/// <param name="store">Where batches are written down.</param>
/// <param name="memory">How many files may be worked on at once.</param>
/// <param name="logger">One line per file, and one per batch.</param>
public sealed class BackfillEnrichHandler(
    EnrichPass pass, string sourceBucket, IBackfillStore store, MemoryBudget memory, ILogger<BackfillEnrichHandler> logger)
{
    private readonly BackfillInvocation _invocation = new("enrich", sourceBucket, store, memory, logger);

    /// <summary>Enriches a batch.</summary>
    /// <param name="message">The batch: JSON.</param>
    /// <param name="cancellationToken">Fires when the time is nearly up: files that were not started by then fail.</param>
    /// <returns>The batch's counts, or the results that S3 Batch Operations asks for: JSON.</returns>
    /// <exception cref="FormatException">It is no batch, or names no object with one.</exception>
    /// <exception cref="BackfillException">Nothing works: every file failed, and trying again may help.</exception>
    public Task<string> HandleAsync(string message, CancellationToken cancellationToken) => _invocation.HandleAsync(
        message,
        new BackfillCounts(
            "seen", "copied", "left", "enriched", "recovered", "unresolved", "ambiguous",
                "alreadyPublished", "skipped", "archived", "failed"),
        (file, counts) => EnrichAsync(file, counts, cancellationToken),
        cancellationToken);

    private async Task<string> EnrichAsync(ObjectCreated file, BackfillCounts counts, CancellationToken cancellationToken)
    {
        var report = await pass.RunAsync(new EnrichRequest(file), cancellationToken);
        var found = report.Counts ?? new EnrichmentCounts();
        switch (report.Outcome)
        {
            case EnrichOutcome.Ignored:
                counts.Add("skipped", 1);
                return "skipped";
            case EnrichOutcome.Copied:
                counts.Add("copied", 1);
                return "copied";
            case EnrichOutcome.Left:
                counts.Add("left", 1);
                return "left: nothing redacted";
            case EnrichOutcome.Published or EnrichOutcome.Improved:
                break;
            case EnrichOutcome.AlreadyPublished:
                // Enriched all the same, by an attempt whose counts are lost, or by the live path.
                counts.Add("alreadyPublished", 1);
                break;
            default:
                throw new InvalidOperationException(
                    $"{file.File}: {report.Outcome}, though nothing is to be held back in a backfill; set SETTLE_MINUTES to 0");
        }

        counts.Add("enriched", 1);
        counts.Add("recovered", found.Recovered);
        counts.Add("ambiguous", found.Ambiguous);
        counts.Add("unresolved", found.Unresolved);
        if (found.AgentRecords > 0)
        {
            counts.Add("agentRecords", found.AgentRecords);
            counts.Add("agentCallsFound", found.AgentCallsFound);
        }

        return string.Create(
            CultureInfo.InvariantCulture, $"enriched: {found.Recovered} of {found.RedactedFields} fields recovered, {found.Ambiguous} " +
                $"ambiguous, {found.Unresolved} unresolved");
    }
}
