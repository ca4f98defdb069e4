using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Lambda.Tests.Hosts;

/// <summary>A function of the template in both hosts, each with a bucket, a table and a queue of its own.</summary>
internal sealed class BothHosts : IDisposable
{
    private readonly MemoryAws[] _aws;
    private readonly ManagedFunction _managed;
    private readonly BootstrapFunction _bootstrap;

    /// <param name="function">The function's name in the template.</param>
    /// <param name="prepare">Prepares what the function works on.</param>
    public BothHosts(string function, Action<MemoryAws>? prepare = null)
    {
        _aws = [MemoryAws.WithSamples(), MemoryAws.WithSamples()];
        foreach (var aws in _aws)
        {
            prepare?.Invoke(aws);
        }

        Managed = _managed = new ManagedFunction(Repository.Handler(function), _aws[0]);
        Bootstrap = _bootstrap = new BootstrapFunction(Repository.Handler(function), _aws[1]);
    }

    public IDeployedFunction Managed { get; }

    public IDeployedFunction Bootstrap { get; }

    /// <summary>All log lines of both hosts, as text.</summary>
    public IEnumerable<string> LogLines => Managed.LogLines.Concat(Bootstrap.LogLines).Select(line => line.ToJsonString());

    /// <summary>Does something to what each host works on.</summary>
    public async Task ForEachAsync(Func<MemoryAws, Task> prepare)
    {
        foreach (var aws in _aws)
        {
            await prepare(aws);
        }
    }

    /// <summary>Lets the function work in both hosts: both must answer, copy, and send to the queue the same.</summary>
    public async Task<Answer> InvokeAsync(string payload, TimeSpan? timeLeft = null)
    {
        var managed = await Managed.InvokeAsync(payload, timeLeft);
        var bootstrap = await Bootstrap.InvokeAsync(payload, timeLeft);
        Assert.Equal(bootstrap, managed);
        Assert.Equal(Messages(_aws[1]), Messages(_aws[0]));
        Assert.Equal(_aws[1].Copies(), _aws[0].Copies());
        return managed;
    }

    /// <summary>The copies that both hosts made.</summary>
    public SortedDictionary<string, string> Copies() => _aws[0].Copies();

    public void Dispose()
    {
        _managed.Dispose();
        _bootstrap.Dispose();
    }

    private static string[] Messages(MemoryAws aws) => [.. aws.Queue.TakeAll().Select(EnrichMessage.Write).Order(StringComparer.Ordinal)];
}
