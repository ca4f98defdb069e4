using System.Collections.Concurrent;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudTrailEnricher.Tests.Model;

/// <summary>
/// Both handlers over stores in memory, with messages as text, batches and retries, while every call fails now and then.
/// </summary>
internal sealed class Pipeline
{
    private const int EventSize = 5;
    private const int BatchSize = 10;
    private const int MostRounds = 200_000;

    private static readonly DateTimeOffset Start = new(2022, 3, 17, 3, 0, 0, TimeSpan.Zero);

    private readonly InMemoryLogStore _store = new();
    private readonly OutcomeLog _log = new();
    private readonly FakeTimeProvider _time = new(Start);
    private readonly Random _random = new(20220317);
    private readonly PriorityQueue<QueuedMessage, DateTimeOffset> _queue = new();
    private readonly Lock _lock = new();
    private readonly PipelineFile[] _files;
    private readonly IndexHandler _index;
    private readonly EnrichHandler _enrich;
    private int _messages;

    private Pipeline(int files, int percentFaults)
    {
        Faults = new FaultyCalls(percentFaults, new Random(1));
        _files = PipelineFile.Generate(files, _random);
        var evidence = new FaultyEvidence(new InMemoryEvidence(), Faults);
        var waiting = new FaultyWaitingList(new InMemoryWaitingList(), Faults);
        var store = new FaultyLogStore(_store, Faults);
        var queue = new TextQueue(this);
        var options = new PassOptions();
        _index = new IndexHandler(
            new IndexPass(
                store,
                evidence,
                waiting,
                queue,
                options,
                NullLogger<IndexPass>.Instance), PipelineFile.Bucket, NullLogger<IndexHandler>.Instance);
        _enrich = new EnrichHandler(
            new EnrichPass(
                store,
                evidence,
                waiting,
                queue,
                options,
                _time,
                _log), PipelineFile.Bucket, new MemoryBudget(64 << 20), NullLogger<EnrichHandler>.Instance);
    }

    public FaultyCalls Faults { get; }

    /// <summary>The run that the tests and the table of faults speak of.</summary>
    public static Lazy<Task<PipelineResult>> TenThousandFiles { get; } = new(() => RunAsync(files: 10_000, percentFaults: 5));

    public static Task<PipelineResult> RunAsync(int files, int percentFaults) => new Pipeline(files, percentFaults).RunAsync();

    private async Task<PipelineResult> RunAsync()
    {
        var order = (PipelineFile[])_files.Clone();
        _random.Shuffle(order);
        var events = new Queue<PipelineFile[]>(order.Chunk(EventSize));
        for (var round = 0; events.Count + _queue.Count > 0; round++)
        {
            Assert.True(round < MostRounds, $"there is still something to do: {events.Count} events, {_queue.Count} messages");
            _time.Advance(TimeSpan.FromSeconds(2));
            if (events.TryDequeue(out var announced) && !await IndexAsync(announced))
            {
                events.Enqueue(announced);
            }

            if (events.Count == 0 && _queue.TryPeek(out _, out var due) && due > _time.GetUtcNow())
            {
                _time.SetUtcNow(due);
            }

            await EnrichAsync(Receive());
        }

        return Judge();
    }

    /// <summary>An event that fails is delivered again as a whole, as Lambda does.</summary>
    private async Task<bool> IndexAsync(PipelineFile[] announced)
    {
        foreach (var file in announced)
        {
            _store.AddSource(
                file.Source,
                new SourceFile(file.Content, file.Source.Key, _time.GetUtcNow(), new ContentHeaders("application/json", null)));
        }

        try
        {
            await _index.HandleAsync(
                new Announcement(
                    [.. announced.Select(file => new ObjectCreated(file.Source) { EventTime = _time.GetUtcNow() })],
                    0), CancellationToken.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task EnrichAsync(List<QueuedMessage> batch)
    {
        var failed = (await _enrich.HandleAsync(batch, CancellationToken.None)).ToHashSet();
        lock (_lock)
        {
            _queue.EnqueueRange(batch.Where(message => failed.Contains(message.Id)), _time.GetUtcNow() + TimeSpan.FromSeconds(30));
        }
    }

    private List<QueuedMessage> Receive()
    {
        var batch = new List<QueuedMessage>();
        while (batch.Count < BatchSize && _queue.TryPeek(out var message, out var due) && due <= _time.GetUtcNow())
        {
            _queue.Dequeue();
            batch.Add(message);
            if (_random.Next(100) == 0)
            {
                // At least once: now and then, twice.
                _queue.Enqueue(message with { Id = message.Id + "'" }, due + TimeSpan.FromSeconds(40));
            }
        }

        return batch;
    }

    private PipelineResult Judge()
    {
        var wrong = new List<string>();
        var descriptions = new List<CopyDescription>();
        foreach (var file in _files)
        {
            if (_store.FindCopyAsync(file.Copy, default).Result?.Description is not { } description)
            {
                continue;
            }

            descriptions.Add(description);
            if (description.Redacted != file.Redacted
                || description.Redacted != description.Recovered + description.Ambiguous + description.Unresolved)
            {
                wrong.Add($"{file.Source}: {file.Redacted} fields are redacted, the copy says {description}");
            }

            if (file.Judge(_store.ContentOf(file.Copy)) is { } problem)
            {
                wrong.Add(problem);
            }
        }

        return new PipelineResult
        {
            Files = _files.Length,
            Copies = _store.Copies.Count,
            Lost = _files.Length - descriptions.Count,
            Wrong = wrong,
            Redacted = _files.Sum(file => file.Redacted),
            Described = descriptions.Sum(one => one.Recovered + one.Ambiguous + one.Unresolved),
            Outcomes = _log.Outcomes,
            Faults = Faults,
        };
    }

    /// <summary>Sends messages as text, each with its own fault.</summary>
    private sealed class TextQueue(Pipeline pipeline) : IEnrichQueue
    {
        public async Task SendAsync(IReadOnlyCollection<EnrichRequest> requests, TimeSpan delay, CancellationToken cancellationToken)
        {
            foreach (var request in requests)
            {
                var body = EnrichMessage.Write(request);
                await pipeline.Faults.CallAsync(CallKind.Send, () =>
                {
                    lock (pipeline._lock)
                    {
                        pipeline._queue.Enqueue(new QueuedMessage($"m{++pipeline._messages}", body), pipeline._time.GetUtcNow() + delay);
                    }

                    return Task.FromResult(true);
                });
            }
        }
    }
}

/// <summary>What a run gave.</summary>
internal sealed record PipelineResult
{
    public required int Files { get; init; }

    public required int Copies { get; init; }

    public required int Lost { get; init; }

    public required IReadOnlyList<string> Wrong { get; init; }

    /// <summary>Redacted fields of all files.</summary>
    public required long Redacted { get; init; }

    /// <summary>Fields that the copies describe as recovered, ambiguous or unresolved.</summary>
    public required long Described { get; init; }

    /// <summary>What was logged of each file, in order.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<EnrichOutcome>> Outcomes { get; init; }

    public required FaultyCalls Faults { get; init; }
}

/// <summary>Reads the outcome off every file's log line.</summary>
internal sealed class OutcomeLog : ILogger<EnrichPass>
{
    private readonly ConcurrentDictionary<string, List<EnrichOutcome>> _outcomes = new();

    public IReadOnlyDictionary<string, IReadOnlyList<EnrichOutcome>> Outcomes =>
        _outcomes.ToDictionary(one => one.Key, one => (IReadOnlyList<EnrichOutcome>)one.Value);

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (state is IReadOnlyList<KeyValuePair<string, object?>> values
            && values.FirstOrDefault(value => value.Key == "Outcome").Value is string name
            && Enum.TryParse<EnrichOutcome>(name, ignoreCase: true, out var outcome)
            && values.First(value => value.Key == "Key").Value is string key)
        {
            var outcomes = _outcomes.GetOrAdd(key, _ => []);
            lock (outcomes)
            {
                outcomes.Add(outcome);
            }
        }
    }
}
