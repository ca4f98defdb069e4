using CloudTrailEnricher.Aws;

namespace CloudTrailEnricher.IntegrationTests.Bootstrap;

/// <summary>A function whose process is killed now and then while it works, and started anew for the next invocation.</summary>
internal sealed class MortalFunction(string handler, Deployment aws, AwsConnection connection, int seed, int mostKills) : IAsyncDisposable
{
    /// <summary>The first invocation of a process takes about a second, the following ones a fraction.</summary>
    private static readonly TimeSpan LongestFirstLife = TimeSpan.FromMilliseconds(1200), LongestLife = TimeSpan.FromMilliseconds(250);

    private readonly Random _random = new(seed);
    private BootstrapProcess? _process;

    public int Invocations { get; private set; }

    public int Kills { get; private set; }

    /// <summary>Lets the function work on a payload.</summary>
    /// <returns>Its answer; null when the process was killed before it came.</returns>
    public async Task<Answer?> InvokeAsync(string payload)
    {
        var longestLife = _process is null ? LongestFirstLife : LongestLife;
        _process ??= BootstrapProcess.Start(handler, aws, connection);
        await _process.Ready;
        Invocations++;
        var answer = _process.InvokeAsync(payload);
        if (Kills < mostKills && _random.Next(2) == 0)
        {
            await Task.WhenAny(answer, Task.Delay(longestLife * _random.NextDouble()));
            if (!answer.IsCompleted)
            {
                await _process.DisposeAsync();
                _process = null;
                Kills++;
                return null;
            }
        }

        return await answer;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
