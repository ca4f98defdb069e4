using CloudTrailEnricher.Requirements;

namespace CloudTrailEnricher.IntegrationTests.Emulators.SetUp;

/// <summary>Where <c>dynalite</c> comes from: npm.</summary>
/// <param name="machine">The machine.</param>
/// <param name="folder">Holds <c>package.json</c> and <c>package-lock.json</c>.</param>
internal sealed class DynaliteSetUp(IMachine machine, string folder)
{
    /// <summary>Finds the server, and installs it where npm's registry answers.</summary>
    public async Task<SetUpResult> FindAsync(CancellationToken cancellationToken)
    {
        var packages = new NpmPackages(machine, folder);
        return await packages.FindWhatIsMissingAsync(cancellationToken) is { } missing
            ? SetUpResult.Failed(missing)
            : SetUpResult.Ready(machine.Find("node")!, Path.Combine(packages.Modules, "dynalite", "cli.js"));
    }
}
