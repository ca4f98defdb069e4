using Amazon.Lambda.Core;
using CloudTrailEnricher.Functions;

namespace CloudTrailEnricher.Lambda;

/// <summary>The backfill's functions on the managed runtime.</summary>
public sealed class BackfillFunction
{
    private readonly FunctionSet _functions;

    /// <summary>Lambda makes one per process.</summary>
    public BackfillFunction()
        : this(new FunctionSet(ManagedRuntime.CreateHost()))
    {
    }

    internal BackfillFunction(FunctionSet functions) => _functions = functions;

    /// <summary>Finds the log files.</summary>
    /// <inheritdoc cref="FunctionSet.RunAsync" path="exception"/>
    public Task<Stream> ListAsync(Stream payload, ILambdaContext context) =>
        _functions.RunAsync(FunctionName.BackfillList, payload, context);

    /// <summary>Pass 1 over a batch.</summary>
    /// <inheritdoc cref="FunctionSet.RunAsync" path="exception"/>
    public Task<Stream> IndexAsync(Stream payload, ILambdaContext context) =>
        _functions.RunAsync(FunctionName.BackfillIndex, payload, context);

    /// <summary>Pass 2 over a batch.</summary>
    /// <inheritdoc cref="FunctionSet.RunAsync" path="exception"/>
    public Task<Stream> EnrichAsync(Stream payload, ILambdaContext context) =>
        _functions.RunAsync(FunctionName.BackfillEnrich, payload, context);

    /// <summary>Adds up what a map's children counted.</summary>
    /// <inheritdoc cref="FunctionSet.RunAsync" path="exception"/>
    public Task<Stream> TotalsAsync(Stream payload, ILambdaContext context) =>
        _functions.RunAsync(FunctionName.BackfillTotals, payload, context);
}
