using CloudTrailEnricher.Requirements;

namespace CloudTrailEnricher.IntegrationTests.Emulators.SetUp;

public sealed class EmulatorSetUpTests
{
    private static readonly string Environment = Path.Combine("moto", "venv");

    private static readonly string Bin = Path.Combine(Environment, OperatingSystem.IsWindows() ? "Scripts" : "bin");

    private static readonly string End = OperatingSystem.IsWindows() ? ".exe" : "";

    private static readonly string Python = Path.Combine("/bin", "python3");

    private static readonly string Modules = Path.Combine("dynalite", "node_modules");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_on_the_path_is_taken_and_nothing_is_installed()
    {
        var machine = new FakeMachine("moto_server", "python3");

        var found = await new MotoSetUp(machine, "moto").FindAsync(Token);

        AssertReady(found, Path.Combine("/bin", "moto_server"));
        Assert.Empty(machine.Done);
    }

    [Fact]
    public async Task Without_one_it_is_installed_once_at_exact_versions()
    {
        var machine = new FakeMachine("python3");

        var first = await new MotoSetUp(machine, "moto").FindAsync(Token);
        var done = machine.Done.ToArray();
        var second = await new MotoSetUp(machine, "moto").FindAsync(Token);

        Assert.Equal(
            [
                $"reported: moto_server is not on the PATH: installing it in {Environment}, about a minute the first time",
                $"{Python} -m venv --clear {Environment}",
                $"{Path.Combine(Bin, "python")}{End} -m pip install --quiet --disable-pip-version-check --no-input "
                + $"--timeout 10 --retries 1 --requirement {Path.Combine("moto", "requirements.txt")}",
                $"wrote {Path.Combine(Environment, "installed")}",
            ],
            done);
        Assert.Equal(done, machine.Done);
        Assert.All([first, second], found => AssertReady(found, $"{Path.Combine(Bin, "moto_server")}{End}"));
    }

    [Fact]
    public async Task Other_versions_are_installed_anew()
    {
        var machine = new FakeMachine("python3");
        await new MotoSetUp(machine, "moto").FindAsync(Token);
        machine.Write(Path.Combine("moto", "requirements.txt"), "moto[server]==1.2.4");
        machine.Done.Clear();

        await new MotoSetUp(machine, "moto").FindAsync(Token);

        Assert.Equal(4, machine.Done.Count);
    }

    [Fact]
    public async Task Without_Python_the_reason_is_one_sentence() =>
        Assert.Equal(
            SetUpResult.Failed(
                "neither moto_server nor python3 is on the PATH; pip install 'moto[server]', or set AWS_ENDPOINT_URL"),
            await new MotoSetUp(new FakeMachine("node", "npm"), "moto").FindAsync(Token));

    [Theory]
    [InlineData("venv", "The virtual environment was not created", "python3")]
    [InlineData("pip", "ERROR: No matching distribution found for moto==1.2.3", "python")]
    public async Task A_failed_installation_is_named_and_tried_again_next_time(string step, string fault, string program)
    {
        var machine = new FakeMachine("python3") { Ends = { [step] = new CommandResult(1, $"first line\n{fault}\n") } };

        var found = await new MotoSetUp(machine, "moto").FindAsync(Token);
        machine.Ends.Clear();
        var again = await new MotoSetUp(machine, "moto").FindAsync(Token);

        var name = program == "python" ? program + End : program;
        Assert.Equal(
            SetUpResult.Failed(
                $"moto_server is not on the PATH and could not be installed ({name}: {fault}); "
                + "pip install 'moto[server]', or set AWS_ENDPOINT_URL"),
            found);
        Assert.Null(again.Missing);
    }

    [Fact]
    public async Task An_installation_that_hangs_is_given_up() =>
        Assert.Equal(
            SetUpResult.Failed("npm ci failed (npm: no end after 3 minutes); run the tests where npm's registry answers"),
            await new DynaliteSetUp(new FakeMachine("node", "npm") { Hangs = "ci" }, "dynalite").FindAsync(Token));

    [Fact]
    public async Task Dynalite_is_installed_once_from_its_lock_file()
    {
        var machine = new FakeMachine("node", "npm");

        var first = await new DynaliteSetUp(machine, "dynalite").FindAsync(Token);
        var done = machine.Done.ToArray();
        var second = await new DynaliteSetUp(machine, "dynalite").FindAsync(Token);

        Assert.Equal(
            [
                $"reported: installing npm packages in {Modules}",
                $"{Path.Combine("/bin", "npm")} ci --ignore-scripts --no-audit --no-fund --fetch-timeout=10000 --fetch-retries=1",
                $"wrote {Path.Combine(Modules, "installed")}",
            ],
            done);
        Assert.Equal(done, machine.Done);
        Assert.All(
            [first, second], found => AssertReady(found, Path.Combine("/bin", "node"), Path.Combine(Modules, "dynalite", "cli.js")));
    }

    [Theory]
    [InlineData("node")]
    [InlineData("npm")]
    public async Task Without_npm_or_node_there_is_no_dynalite(string only) =>
        Assert.Equal(
            SetUpResult.Failed("node and npm are not both on the PATH; install Node.js 20 or later"),
            await new DynaliteSetUp(new FakeMachine(only), "dynalite").FindAsync(Token));

    private static void AssertReady(SetUpResult found, params string[] command)
    {
        Assert.Null(found.Missing);
        Assert.Equal(command, found.Command);
    }
}
