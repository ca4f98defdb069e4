using CloudTrailEnricher.Aws;
using CloudTrailEnricher.IntegrationTests.Emulators.SetUp;
using CloudTrailEnricher.Requirements;

namespace CloudTrailEnricher.IntegrationTests.Emulators;

/// <summary>A second DynamoDB, written by other people: no test of the table may lean on one emulator's habits.</summary>
[Needs<ADynalite>]
public sealed class Dynalite : IAsyncLifetime
{
    private EmulatorProcess? _server;

    /// <summary>The way to it.</summary>
    public AwsConnection Connection => AwsEmulator.ConnectionTo(_server!.Endpoint);

    public async ValueTask InitializeAsync() => _server = await EmulatorProcess.StartAsync(
        ADynalite.Command!, port => ["--host", "127.0.0.1", "--port", $"{port}", "--createTableMs", "0"], "/");

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>dynalite, which the run's first look sets up and <see cref="Dynalite"/> starts.</summary>
internal sealed class ADynalite : IRequirement
{
    /// <summary>Starts it; null when no test of this run needs it, or npm had none.</summary>
    public static IReadOnlyList<string>? Command { get; private set; }

    public string Name => "dynalite, a second emulator of DynamoDB";

    public async ValueTask<string?> FindWhatIsMissingAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "dynalite");
        var found = await new DynaliteSetUp(new ThisMachine(), folder).FindAsync(cancellationToken);
        Command = found.Command;
        return found.Missing;
    }
}
