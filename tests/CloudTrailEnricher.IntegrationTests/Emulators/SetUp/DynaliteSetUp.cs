namespace CloudTrailEnricher.IntegrationTests.Emulators.SetUp;

/// <summary>Where <c>dynalite</c> comes from: npm, at the versions of a lock file, in the build's output folder.</summary>
/// <param name="machine">The machine.</param>
/// <param name="folder">Holds <c>package.json</c> and <c>package-lock.json</c>.</param>
internal sealed class DynaliteSetUp(IMachine machine, string folder)
{
    /// <summary>Finds the server, and installs it where npm's registry answers.</summary>
    public async Task<SetUpResult> FindAsync(CancellationToken cancellationToken)
    {
        if (machine.Find("node") is not { } node || machine.Find("npm") is not { } npm)
        {
            return SetUpResult.Failed("node and npm are not both on the PATH; install Node.js 20 or later");
        }

        var lockFile = Path.Combine(folder, "package-lock.json");
        var wanted = machine.Read(lockFile) ?? throw new FileNotFoundException($"{lockFile} is not in the build's output; build anew");
        var modules = Path.Combine(folder, "node_modules");
        var fault = await new Installation(machine, Path.Combine(modules, "installed"), wanted).EnsureAsync(
            $"installing dynalite, the second emulator of DynamoDB, in {modules}",
            [[npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-timeout=10000", "--fetch-retries=1"]],
            folder,
            cancellationToken);
        return fault is null
            ? SetUpResult.Ready(node, Path.Combine(modules, "dynalite", "cli.js"))
            : SetUpResult.Failed($"npm ci failed ({fault}); run the tests where npm's registry answers");
    }
}
