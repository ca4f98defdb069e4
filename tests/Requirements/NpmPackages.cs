namespace CloudTrailEnricher.Requirements;

/// <summary>npm packages at the versions of a lock file, in the build's output folder.</summary>
/// <param name="machine">The machine.</param>
/// <param name="folder">Holds <c>package.json</c> and <c>package-lock.json</c>.</param>
internal sealed class NpmPackages(IMachine machine, string folder)
{
    /// <summary>The installed packages.</summary>
    public string Modules { get; } = Path.Combine(folder, "node_modules");

    /// <summary>Installs them where npm's registry answers, unless that is done.</summary>
    /// <returns>Null when they are here; otherwise why not, and the remedy.</returns>
    public async ValueTask<string?> FindWhatIsMissingAsync(CancellationToken cancellationToken)
    {
        if (machine.Find("node") is null || machine.Find("npm") is not { } npm)
        {
            return "node and npm are not both on the PATH; install Node.js 20 or later";
        }

        var lockFile = Path.Combine(folder, "package-lock.json");
        var wanted = machine.Read(lockFile) ?? throw new FileNotFoundException($"{lockFile} is not in the build's output; build anew");
        var fault = await new Installation(machine, Path.Combine(Modules, "installed"), wanted).EnsureAsync(
            $"installing npm packages in {Modules}",
            [[npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-timeout=10000", "--fetch-retries=1"]],
            folder,
            cancellationToken);
        return fault is null ? null : $"npm ci failed ({fault}); run the tests where npm's registry answers";
    }
}
