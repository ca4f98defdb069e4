using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Replay.Outputs;
using CloudTrailEnricher.Replay.Reports;

namespace CloudTrailEnricher.Replay;

/// <summary>One run: pass 1, the saving of its evidence, pass 2.</summary>
internal sealed class ReplayRun : IDisposable
{
    public required TwoPasses Passes { get; init; }

    /// <summary>The evidence that is known to this process.</summary>
    public required InMemoryEvidence Evidence { get; init; }

    /// <summary>Where it is saved to; null for nowhere.</summary>
    public required EvidenceFile? EvidenceFile { get; init; }

    /// <summary>What becomes of the copies.</summary>
    public required RunOutput Output { get; init; }

    /// <summary>What pass 1 sends to pass 2 beyond the run's own files: those that have waited for its evidence.</summary>
    public required InMemoryEnrichQueue Released { get; init; }

    /// <summary>Finds out whether the run can begin at all.</summary>
    public Func<CancellationToken, Task> CheckAsync { get; init; } = _ => Task.CompletedTask;

    /// <summary>What is to be closed in the end.</summary>
    public IReadOnlyList<IDisposable> Owned { get; init; } = [];

    /// <summary>How many files there are; null where nobody has counted.</summary>
    public int? Count => Passes.Source.Count;

    public async Task RunAsync(ProgressBar progress, CancellationToken cancellationToken)
    {
        var step = "the inputs";
        try
        {
            await CheckAsync(cancellationToken);
            await Passes.IndexAsync(progress, cancellationToken);
            step = "--index";
            EvidenceFile?.Save(Evidence);
            step = "--out";
            Output.Marker?.Begin();
            step = "the inputs";
            await Passes.EnrichAsync(progress, cancellationToken);
            foreach (var request in Released.TakeAll())
            {
                await Passes.EnrichAsync(request, cancellationToken);
            }

            if (Passes.Result.Failed == 0)
            {
                step = "--out";
                Output.Marker?.End();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not a file's failure, those are taken one by one: the listing broke off, or the evidence or the output folder cannot be
            // written.
            Passes.Result.Add(new FileFailure($"({step})", $"{e.Message} The run ended here."));
        }
    }

    /// <summary>What was done.</summary>
    public CompletedReplay Complete(bool interrupted) =>
        Passes.Result.Complete(Evidence.Find, Passes.Source.Notes, Passes.Source.LookedFor, interrupted, Evidence.Requests) with
        {
            Verified = Output.Checked?.Result,
        };

    public void Dispose()
    {
        foreach (var one in Owned)
        {
            one.Dispose();
        }
    }
}
