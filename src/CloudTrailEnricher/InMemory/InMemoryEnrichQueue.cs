using System.Collections.Concurrent;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.InMemory;

/// <summary>A queue for one process, which runs pass 2 only when pass 1 is over: delays mean nothing to it.</summary>
public sealed class InMemoryEnrichQueue : IEnrichQueue
{
    private readonly ConcurrentQueue<EnrichRequest> _requests = new();

    /// <inheritdoc/>
    public Task SendAsync(IReadOnlyCollection<EnrichRequest> requests, TimeSpan delay, CancellationToken cancellationToken)
    {
        foreach (var request in requests)
        {
            _requests.Enqueue(request);
        }

        return Task.CompletedTask;
    }

    /// <summary>Takes everything that was sent.</summary>
    public IReadOnlyList<EnrichRequest> TakeAll()
    {
        var taken = new List<EnrichRequest>(_requests.Count);
        while (_requests.TryDequeue(out var request))
        {
            taken.Add(request);
        }

        return taken;
    }
}
