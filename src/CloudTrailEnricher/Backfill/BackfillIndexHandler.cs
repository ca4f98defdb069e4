using System.Globalization;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Backfill;

/// <summary>
/// Takes batches of log files that are there already through pass 1: those of the state machine, and those of S3 Batch Operations.
/// </summary>
/// <param name="pass">Pass 1; it does not hand its files over, since pass 2 goes through all of them by itself.</param>
/// <param name="sourceBucket">The one bucket whose objects are taken.</param>
/// <param name="store">Where batches are written down.</param>
/// <param name="memory">How many files may be worked on at once.</param>
/// <param name="logger">One line per file, and one per batch.</param>
public sealed class BackfillIndexHandler(
    IndexPass pass, string sourceBucket, IBackfillStore store, MemoryBudget memory, ILogger<BackfillIndexHandler> logger)
{
    private readonly BackfillInvocation _invocation = new("index", sourceBucket, store, memory, logger);

    /// <summary>Indexes a batch.</summary>
    /// <param name="message">The batch: JSON.</param>
    /// <param name="cancellationToken">Fires when the time is nearly up: files that were not started by then fail.</param>
    /// <returns>The batch's counts, or the results that S3 Batch Operations asks for: JSON.</returns>
    /// <exception cref="FormatException">It is no batch, or names no object with one.</exception>
    /// <exception cref="BackfillException">Nothing works: every file failed, and trying again may help.</exception>
    public Task<string> HandleAsync(string message, CancellationToken cancellationToken) => _invocation.HandleAsync(
        message,
        new BackfillCounts("seen", "indexed", "skipped", "records", "signIns", "browserSiblings", "released", "archived", "failed"),
        (file, counts) => IndexAsync(file, counts, cancellationToken),
        cancellationToken);

    private async Task<string> IndexAsync(ObjectCreated file, BackfillCounts counts, CancellationToken cancellationToken)
    {
        var report = await pass.RunAsync(file, cancellationToken);
        if (report.Kind != ObjectKind.LogFile)
        {
            counts.Add("skipped", 1);
            return $"skipped: {report.Kind}";
        }

        counts.Add("indexed", 1);
        counts.Add("records", report.Records);
        counts.Add("signIns", report.SignIns);
        counts.Add("browserSiblings", report.BrowserSiblings);
        counts.Add("released", report.Released);
        if (report.AgentRequests > 0)
        {
            counts.Add("agentRequests", report.AgentRequests);
        }

        return string.Create(CultureInfo.InvariantCulture, $"indexed: {report.Records} records, {report.SignIns} sign-ins, {report.BrowserSiblings} browser siblings");
    }
}
