using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CloudTrailEnricher.IntegrationTests.Emulators;

/// <summary>A server on a port of its own, until it is disposed of.</summary>
internal sealed class EmulatorProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _output = new();
    private readonly Process _process;

    private EmulatorProcess(IReadOnlyList<string> command, Uri endpoint)
    {
        Endpoint = endpoint;
        _process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where it answers.</summary>
    public Uri Endpoint { get; }

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="command">The program and its first arguments.</param>
    /// <param name="portArguments">The arguments for a port.</param>
    /// <param name="path">What to ask it for.</param>
    public static async Task<EmulatorProcess> StartAsync(IReadOnlyList<string> command, Func<int, string[]> portArguments, string path)
    {
        var port = FreePort();
        var server = new EmulatorProcess([.. command, .. portArguments(port)], new Uri($"http://127.0.0.1:{port}"));
        await server.WaitUntilItAnswersAsync(path);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Keep(string? line)
    {
        _output.Enqueue(line ?? "");
        while (_output.Count > 20)
        {
            _output.TryDequeue(out _);
        }
    }

    private async Task WaitUntilItAnswersAsync(string path)
    {
        using var client = new HttpClient();
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < LongestStart && !_process.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(Endpoint, path));
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }

        throw new InvalidOperationException($"{_process.StartInfo.FileName} does not answer at {Endpoint}: {string.Join('\n', _output)}");
    }
}
