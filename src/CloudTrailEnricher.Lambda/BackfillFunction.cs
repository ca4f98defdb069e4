using System.Text;
using Amazon.Lambda.Core;

namespace CloudTrailEnricher.Lambda;

/// <summary>
/// The backfill's functions on the managed runtime. Step Functions and S3 Batch Operations send JSON of their own forms, which the handlers
/// read; so it comes and goes as it is.
/// </summary>
public sealed class BackfillFunction
{
    private readonly FunctionHost _host = new();

    /// <summary>Pass 1 over a batch.</summary>
    /// <exception cref="IOException">Some files failed, each of them named; the others are done.</exception>
    public Task<Stream> IndexAsync(Stream batch, ILambdaContext context) => RunAsync(batch, context, _host.BackfillIndex.HandleAsync);

    /// <summary>Pass 2 over a batch.</summary>
    /// <exception cref="IOException">Some files failed, each of them named; the others are done.</exception>
    public Task<Stream> EnrichAsync(Stream batch, ILambdaContext context) => RunAsync(batch, context, _host.BackfillEnrich.HandleAsync);

    /// <summary>Adds up what the batches counted.</summary>
    public Task<Stream> TotalsAsync(Stream manifests, ILambdaContext context) => RunAsync(manifests, context, _host.BackfillTotals.HandleAsync);

    private static async Task<Stream> RunAsync(Stream message, ILambdaContext context, Func<string, CancellationToken, Task<string>> handle)
    {
        using var timeIsUp = FunctionHost.Begin(context);
        using var text = new StreamReader(message);
        return new MemoryStream(Encoding.UTF8.GetBytes(await handle(await text.ReadToEndAsync(timeIsUp.Token), timeIsUp.Token)));
    }
}
