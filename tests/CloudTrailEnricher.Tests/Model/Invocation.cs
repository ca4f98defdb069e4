using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudTrailEnricher.Tests.Model;

/// <summary>A message: an event of the bucket, for pass 1, or a request of the queue, for pass 2.</summary>
internal sealed record Message(LogObject File, EnrichRequest? Request, DateTimeOffset VisibleAt)
{
    public bool IsEvent => Request is null;

    public override string ToString() => $"{(IsEvent ? "index" : "enrich")} file {Scenario.NumberOf(File)}";
}

/// <summary>The model's clock.</summary>
internal sealed class ModelTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = Scenario.Start;

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>One message in one process.</summary>
internal sealed class Invocation(int process, Message message)
{
    private Task? _task;

    public int Process => process;

    public Message Message => message;

    /// <summary>The events of each session as they were last read here.</summary>
    public int Read { get; set; }

    public bool IsOver => _task!.IsCompleted;

    public bool Failed => _task!.IsFaulted;

    /// <summary>Whether it failed for no other reason than the faults that were injected.</summary>
    public bool FailedByFault => _task!.Exception!.Flatten().InnerExceptions.All(e => e is InjectedFaultException);

    public EnrichOutcome? Enriched => (_task as Task<EnrichReport>)?.Result.Outcome;

    public string Outcome => _task switch
    {
        { IsFaulted: true } => _task.Exception.InnerException is InjectedFaultException ? "failed" : $"{_task.Exception.InnerException}",
        Task<EnrichReport> enriched => enriched.Result.Outcome.ToString(),
        Task<IndexReport> indexed => $"released {indexed.Result.Released}",
        _ => "?",
    };

    public void Begin(PassPorts ports, Scenario scenario, TimeProvider time) => _task = message.Request is { } request
        ? new EnrichPass(ports.Store, ports.Evidence, ports.Waiting, ports.Queue, ports.Options, time, NullLogger<EnrichPass>.Instance)
            .RunAsync(request, default)
        : new IndexPass(ports.Store, ports.Evidence, ports.Waiting, ports.Queue, ports.Options, NullLogger<IndexPass>.Instance)
            .RunAsync(scenario.Announced[Scenario.NumberOf(message.File)], default);

    public override string ToString() => $"process {process}, {message}";
}

/// <summary>How much one schedule may hold.</summary>
/// <param name="Files">Most files, at least two.</param>
/// <param name="Sessions">Most sessions.</param>
/// <param name="Faults">Most faults.</param>
internal readonly record struct Bounds(int Files, int Sessions, int Faults)
{
    /// <summary>What the model explores.</summary>
    public static Bounds Widest { get; } = new(5, Universe.Sessions, 8);
}

/// <summary>What a process remembers as long as it lives.</summary>
internal sealed class ProcessMemory
{
    /// <summary>The events that it has written: they need not be written again.</summary>
    public int Written { get; set; }

    /// <summary>Whether writing an item would change nothing in what was written.</summary>
    public bool Covers(Evidence item) => Universe.Stored(Written | Universe.EventsOf(item)) == Universe.Stored(Written);
}

/// <summary>What the passes work with.</summary>
internal sealed record PassPorts(
    ILogStore Store, IEvidenceStore Evidence, IWaitingList Waiting, IEnrichQueue Queue, PassOptions Options);

/// <summary>Puts a bug between the passes and what they work with.</summary>
internal delegate PassPorts Plant(PassPorts ports, ProcessMemory memory);
