using Amazon.Runtime;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.IntegrationTests.Emulators.SetUp;
using CloudTrailEnricher.Requirements;

[assembly: AssemblyFixture(typeof(CloudTrailEnricher.IntegrationTests.Emulators.AwsEmulator))]

namespace CloudTrailEnricher.IntegrationTests.Emulators;

/// <summary>
/// S3, DynamoDB and SQS for all tests: at <c>AWS_ENDPOINT_URL</c> where that is set, otherwise a <c>moto_server</c> of our own.
/// Credentials are made up, so that nothing here can reach an account.
/// </summary>
[Needs<AnAwsEmulator>]
public sealed class AwsEmulator : IAsyncLifetime
{
    private EmulatorProcess? _server;
    private AwsConnection? _connection;

    /// <summary>The way to the emulator.</summary>
    public AwsConnection Connection => _connection
        ?? throw new InvalidOperationException($"no emulator was started; a class of tests has it by its constructor");

    public async ValueTask InitializeAsync()
    {
        if (AnAwsEmulator.ExternalEndpoint is { } url)
        {
            _connection = ConnectionTo(url);
        }
        else if (AnAwsEmulator.Command is { } command)
        {
            _server = await EmulatorProcess.StartAsync(command, port => ["-H", "127.0.0.1", "-p", $"{port}"], "/moto-api/");
            _connection = ConnectionTo(_server.Endpoint);
        }
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal static AwsConnection ConnectionTo(Uri endpoint) => new()
    {
        Endpoint = endpoint,
        Region = "us-east-1",
        Credentials = new BasicAWSCredentials("test", "test"),
    };
}

/// <summary>An emulator, which the run's first look sets up and <see cref="AwsEmulator"/> starts.</summary>
internal sealed class AnAwsEmulator : IRequirement
{
    /// <summary>The emulator that somebody else has started.</summary>
    public static Uri? ExternalEndpoint =>
        Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL") is { Length: > 0 } url ? new Uri(url) : null;

    /// <summary>Starts an emulator; null when no test of this run needs one, or none was found.</summary>
    public static IReadOnlyList<string>? Command { get; private set; }

    public string Name => "an AWS emulator";

    public async ValueTask<string?> FindWhatIsMissingAsync(CancellationToken cancellationToken)
    {
        if (ExternalEndpoint is not null)
        {
            return null;
        }

        var found = await new MotoSetUp(new ThisMachine(), Path.Combine(AppContext.BaseDirectory, "moto")).FindAsync(cancellationToken);
        Command = found.Command;
        return found.Missing;
    }
}
