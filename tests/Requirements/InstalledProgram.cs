namespace CloudTrailEnricher.Requirements;

/// <summary>A program on the <c>PATH</c>.</summary>
/// <param name="name">Its name.</param>
/// <param name="package">Debian's package that holds it.</param>
internal abstract class InstalledProgram(string name, string package) : IRequirement
{
    public string Name => name;

    public ValueTask<string?> FindWhatIsMissingAsync(CancellationToken cancellationToken) =>
        new(ProgramOnPath.Find(name) is null ? $"it is not on the PATH; on Debian: apt-get install -y {package}" : null);
}
