using System.Diagnostics.CodeAnalysis;

namespace CloudTrailEnricher.Bootstrap;

/// <summary>Which of the two functions this process is.</summary>
internal enum FunctionName
{
    /// <summary>Pass 1.</summary>
    Index,

    /// <summary>Pass 2.</summary>
    Enrich,
}

/// <summary>Reads a function's handler setting.</summary>
internal static class Handler
{
    /// <summary>Reads <c>_HANDLER</c>.</summary>
    /// <param name="handler"><c>Index</c> or <c>Enrich</c>, or the name that the managed runtime knows: <c>assembly::namespace.IndexFunction::method</c>.</param>
    /// <exception cref="ArgumentException">The handler is neither.</exception>
    public static FunctionName Parse(string? handler) =>
        TryParse(handler, out var name)
            ? name.Value
            : throw new ArgumentException($"Handler \"{handler}\": must be Index or Enrich, or IndexFunction or EnrichFunction as in A::N.IndexFunction::HandleAsync");

    private static bool TryParse(string? handler, [NotNullWhen(true)] out FunctionName? name)
    {
        name = handler?.Split("::") switch
        {
            ["Index"] => FunctionName.Index,
            ["Enrich"] => FunctionName.Enrich,
            [_, var type, _] => type[(type.LastIndexOf('.') + 1)..] switch
            {
                "IndexFunction" => FunctionName.Index,
                "EnrichFunction" => FunctionName.Enrich,
                _ => null,
            },
            _ => null,
        };
        return name is not null;
    }
}
