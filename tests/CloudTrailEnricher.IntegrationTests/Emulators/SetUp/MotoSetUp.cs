using CloudTrailEnricher.Requirements;

namespace CloudTrailEnricher.IntegrationTests.Emulators.SetUp;

/// <summary>
/// Where <c>moto_server</c> comes from: the <c>PATH</c>, else a virtual environment of the tests' own in the build's output folder.
/// </summary>
/// <param name="machine">The machine.</param>
/// <param name="folder">Holds <c>requirements.txt</c>, and the environment once it is made.</param>
internal sealed class MotoSetUp(IMachine machine, string folder)
{
    private const string Remedy = "pip install 'moto[server]', or set AWS_ENDPOINT_URL";

    private string Environment => Path.Combine(folder, "venv");

    /// <summary>Finds the server, and installs it where PyPI answers.</summary>
    public async Task<SetUpResult> FindAsync(CancellationToken cancellationToken)
    {
        if (machine.Find("moto_server") is { } installed)
        {
            return SetUpResult.Ready(installed);
        }

        if (machine.Find("python3") is not { } python)
        {
            return SetUpResult.Failed($"neither moto_server nor python3 is on the PATH; {Remedy}");
        }

        var requirements = Path.Combine(folder, "requirements.txt");
        var wanted = machine.Read(requirements)
            ?? throw new FileNotFoundException($"{requirements} is not in the build's output; build anew");
        var installation = new Installation(machine, Path.Combine(Environment, "installed"), wanted);
        var fault = await installation.EnsureAsync(
            $"moto_server is not on the PATH: installing it in {Environment}, about a minute the first time",
            [
                [python, "-m", "venv", "--clear", Environment],
                [
                    InEnvironment("python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
                    "--timeout", "10", "--retries", "1", "--requirement", requirements,
                ],
            ],
            folder,
            cancellationToken);
        return fault is null
            ? SetUpResult.Ready(InEnvironment("moto_server"))
            : SetUpResult.Failed($"moto_server is not on the PATH and could not be installed ({fault}); {Remedy}");
    }

    private string InEnvironment(string program) =>
        OperatingSystem.IsWindows() ? Path.Combine(Environment, "Scripts", $"{program}.exe") : Path.Combine(Environment, "bin", program);
}
