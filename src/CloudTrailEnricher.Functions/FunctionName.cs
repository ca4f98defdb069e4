using System.Diagnostics.CodeAnalysis;

namespace CloudTrailEnricher.Functions;

/// <summary>The functions.</summary>
public enum FunctionName
{
    /// <summary>Pass 1.</summary>
    Index,

    /// <summary>Pass 2.</summary>
    Enrich,

    /// <summary>The beginning of a backfill.</summary>
    BackfillList,

    /// <summary>Pass 1 of a backfill.</summary>
    BackfillIndex,

    /// <summary>Pass 2 of a backfill.</summary>
    BackfillEnrich,

    /// <summary>The end of a backfill.</summary>
    BackfillTotals,
}

/// <summary>Reads a function's handler setting.</summary>
public static class Handler
{
    /// <summary>Reads <c>_HANDLER</c>.</summary>
    /// <param name="handler">
    /// A <see cref="FunctionName"/>, or the name that the managed runtime knows: <c>assembly::namespace.IndexFunction::method</c>.
    /// </param>
    /// <exception cref="ArgumentException">The handler is neither.</exception>
    public static FunctionName Parse(string? handler) =>
        TryParse(handler, out var name)
            ? name.Value
            : throw new ArgumentException(
                $"Handler \"{handler}\": must be {string.Join(", ", Enum.GetNames<FunctionName>())}, "
                + "or the managed runtime's name as in A::N.IndexFunction::HandleAsync");

    private static bool TryParse(string? handler, [NotNullWhen(true)] out FunctionName? name)
    {
        name = handler?.Split("::") switch
        {
            [var own] when Enum.GetNames<FunctionName>().Contains(own) => Enum.Parse<FunctionName>(own),
            [_, var type, var method] => (type[(type.LastIndexOf('.') + 1)..], method) switch
            {
                ("IndexFunction", _) => FunctionName.Index,
                ("EnrichFunction", _) => FunctionName.Enrich,
                ("BackfillFunction", "ListAsync") => FunctionName.BackfillList,
                ("BackfillFunction", "IndexAsync") => FunctionName.BackfillIndex,
                ("BackfillFunction", "EnrichAsync") => FunctionName.BackfillEnrich,
                ("BackfillFunction", "TotalsAsync") => FunctionName.BackfillTotals,
                _ => null,
            },
            _ => null,
        };
        return name is not null;
    }
}
