using Amazon.Lambda.Core;
using CloudTrailEnricher.Functions;

namespace CloudTrailEnricher.Lambda;

/// <summary>Pass 1 on the managed runtime.</summary>
public sealed class IndexFunction
{
    private readonly FunctionSet _functions;

    /// <summary>Lambda makes one per process.</summary>
    public IndexFunction()
        : this(new FunctionSet(ManagedRuntime.CreateHost()))
    {
    }

    internal IndexFunction(FunctionSet functions) => _functions = functions;

    /// <summary>Indexes the objects of an event.</summary>
    /// <inheritdoc cref="FunctionSet.RunAsync" path="exception"/>
    public Task<Stream> HandleAsync(Stream payload, ILambdaContext context) =>
        _functions.RunAsync(FunctionName.Index, payload, context);
}
