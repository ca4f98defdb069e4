using Amazon.Lambda.Core;
using CloudTrailEnricher.Functions;

namespace CloudTrailEnricher.Lambda;

/// <summary>Pass 2 on the managed runtime.</summary>
public sealed class EnrichFunction
{
    private readonly FunctionSet _functions;

    /// <summary>Lambda makes one per process.</summary>
    public EnrichFunction()
        : this(new FunctionSet(ManagedRuntime.CreateHost()))
    {
    }

    internal EnrichFunction(FunctionSet functions) => _functions = functions;

    /// <summary>Enriches what a batch of messages announces.</summary>
    /// <inheritdoc cref="FunctionSet.RunAsync" path="exception"/>
    public Task<Stream> HandleAsync(Stream payload, ILambdaContext context) =>
        _functions.RunAsync(FunctionName.Enrich, payload, context);
}
