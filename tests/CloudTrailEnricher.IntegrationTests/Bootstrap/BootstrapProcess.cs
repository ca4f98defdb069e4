using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using CloudTrailEnricher.Aws;

namespace CloudTrailEnricher.IntegrationTests.Bootstrap;

/// <summary>
/// The Bootstrap as Lambda runs it: a process with nothing but its own environment. It is the executable at <c>BOOTSTRAP_PATH</c> where
/// that is set (such as one compiled ahead of time), otherwise the one that was built along with the tests.
/// </summary>
internal sealed class BootstrapProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly RuntimeApi _lambda = new();
    private readonly Process _process;

    private BootstrapProcess(string executable, IEnumerable<KeyValuePair<string, string?>> variables)
    {
        var start = new ProcessStartInfo(executable)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        var unwanted = start.Environment.Keys.Where(
            name => name is not ("PATH" or "HOME") && !name.StartsWith("DOTNET_", StringComparison.Ordinal)).ToArray();
        foreach (var name in unwanted)
        {
            start.Environment.Remove(name);
        }

        start.Environment["AWS_LAMBDA_RUNTIME_API"] = _lambda.Address;
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        StartedAt = Stopwatch.GetTimestamp();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The executable that the tests run.</summary>
    public static string Executable { get; } =
        Environment.GetEnvironmentVariable("BOOTSTRAP_PATH") is { Length: > 0 } path
            ? Path.GetFullPath(path, Repository.Root.FullName)
            : Built;

    /// <summary>The executable that was built along with the tests.</summary>
    public static string Built => Path.Combine(AppContext.BaseDirectory, "bootstrap");

    /// <summary>When the process was started, by <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long StartedAt { get; }

    /// <summary>Ends when the process asks for work for the first time.</summary>
    public Task Ready => WithinAsync(_lambda.Ready);

    /// <summary>What the process has written so far.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>The processor time that the process has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The most memory that the process has had so far, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Starts a function of a deployment.</summary>
    public static BootstrapProcess Start(
        string handler,
        Deployment aws,
        AwsConnection connection,
        string? executable = null,
        params IEnumerable<(string Name, string? Value)> more) => new(
        executable ?? Executable,
        [
            .. aws.Variables,
            new("_HANDLER", handler),
            new("AWS_ENDPOINT_URL", connection.Endpoint!.ToString()),
            new("AWS_REGION", connection.Region),
            new("AWS_ACCESS_KEY_ID", "test"),
            new("AWS_SECRET_ACCESS_KEY", "test"),
            new("POWERTOOLS_SERVICE_NAME", "test"),
            .. Pairs(more),
        ]);

    /// <summary>Starts it with nothing but these variables, and perhaps without a Runtime API.</summary>
    public static BootstrapProcess StartWith(params (string Name, string? Value)[] variables) =>
        new(Executable, Pairs(variables));

    public Task<Answer> InvokeAsync(string payload) => InvokeAsync(payload, TimeSpan.FromMinutes(1));

    public Task<Answer> InvokeAsync(string payload, TimeSpan timeLeft) => WithinAsync(_lambda.InvokeAsync(payload, timeLeft));

    public Task<Answer> InitErrorAsync() => WithinAsync(_lambda.InitErrorAsync());

    /// <summary>Waits for the process to end by itself.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await WithinAsync(_process.WaitForExitAsync());
        return _process.ExitCode;
    }

    /// <summary>Ends the process as Lambda does, and waits for all that it wrote.</summary>
    public async Task StopAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
        await _lambda.DisposeAsync();
    }

    private static IEnumerable<KeyValuePair<string, string?>> Pairs(IEnumerable<(string Name, string? Value)> variables) =>
        variables.Select(variable => KeyValuePair.Create(variable.Name, variable.Value));

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
        }
    }

    private async Task<T> WithinAsync<T>(Task<T> answer)
    {
        await WithinAsync((Task)answer);
        return await answer;
    }

    private async Task WithinAsync(Task answer)
    {
        try
        {
            await answer.WaitAsync(LongestAnswer);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"No answer from {_process.StartInfo.FileName}: {string.Join('\n', _lines)}");
        }
    }
}
