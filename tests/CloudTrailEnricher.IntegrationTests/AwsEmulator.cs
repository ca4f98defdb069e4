using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using CloudTrailEnricher.Aws;

[assembly: AssemblyFixture(typeof(CloudTrailEnricher.IntegrationTests.AwsEmulator))]

namespace CloudTrailEnricher.IntegrationTests;

/// <summary>
/// S3, DynamoDB and SQS for all tests: at <c>AWS_ENDPOINT_URL</c> where that is set, otherwise a <c>moto_server</c> of our own.
/// Credentials are made up, so that nothing here can reach an account.
/// </summary>
public sealed class AwsEmulator : IAsyncLifetime
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _output = new();
    private Process? _server;
    private AwsConnection? _connection;

    /// <summary>The way to the emulator; skips the test where there is none.</summary>
    public AwsConnection Connection
    {
        get
        {
            Assert.SkipWhen(_connection is null, "no AWS emulator: pip install 'moto[server]', or set AWS_ENDPOINT_URL");
            return _connection;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL") is { Length: > 0 } url)
        {
            _connection = ConnectionTo(new Uri(url));
            return;
        }

        var endpoint = new Uri($"http://127.0.0.1:{FreePort()}");
        if (TryStart(endpoint.Port))
        {
            await WaitUntilItAnswersAsync(endpoint);
            _connection = ConnectionTo(endpoint);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            _server.Kill(entireProcessTree: true);
            await _server.WaitForExitAsync();
            _server.Dispose();
        }
    }

    private static AwsConnection ConnectionTo(Uri endpoint) => new()
    {
        Endpoint = endpoint,
        Region = "us-east-1",
        Credentials = new BasicAWSCredentials("test", "test"),
    };

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private bool TryStart(int port)
    {
        try
        {
            _server = Process.Start(new ProcessStartInfo("moto_server", ["-H", "127.0.0.1", "-p", $"{port}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception)
        {
            return false;
        }

        _server.OutputDataReceived += (_, line) => Keep(line.Data);
        _server.ErrorDataReceived += (_, line) => Keep(line.Data);
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
        return true;
    }

    private void Keep(string? line)
    {
        _output.Enqueue(line ?? "");
        while (_output.Count > 20)
        {
            _output.TryDequeue(out _);
        }
    }

    private async Task WaitUntilItAnswersAsync(Uri endpoint)
    {
        using var client = new HttpClient();
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < LongestStart && !_server!.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(endpoint, "/moto-api/"));
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }

        throw new InvalidOperationException($"moto_server does not answer at {endpoint}: {string.Join('\n', _output)}");
    }
}
