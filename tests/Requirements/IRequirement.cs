namespace CloudTrailEnricher.Requirements;

/// <summary>Something beyond the .NET SDK that tests need: a program, a server, data.</summary>
internal interface IRequirement
{
    /// <summary>What it is, as in "12 tests need an AWS emulator".</summary>
    string Name { get; }

    /// <summary>Looks for it, and sets it up where that is possible.</summary>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>Null when it is here; otherwise why not, and the remedy.</returns>
    ValueTask<string?> FindWhatIsMissingAsync(CancellationToken cancellationToken);
}
