using CloudTrailEnricher.Aws;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Replay.Forms;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Replay.Outputs;
using CloudTrailEnricher.Replay.Reports;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudTrailEnricher.Replay;

/// <summary>
/// Takes any number of files through both passes: pass 1 over everything, then pass 2 over everything, so that no file has to wait.
/// </summary>
internal sealed class TwoPasses
{
    private readonly FileNotes _notes = new();

    public required IReplaySource Source { get; init; }

    /// <summary>The log files, whatever form their records come in.</summary>
    public required AnyFormStore Store { get; init; }

    public required IndexPass Index { get; init; }

    public required EnrichPass Enrich { get; init; }

    /// <summary>The files to leave alone.</summary>
    public required IFinishedCopies Finished { get; init; }

    public required ReplayResult Result { get; init; }

    /// <summary>The files that may not be read.</summary>
    public required RefusedFiles Refused { get; init; }

    /// <summary>Whether only some events are enriched: files without any of them get no copy.</summary>
    public bool IsSelection { get; init; }

    /// <summary>How many files are worked on at once.</summary>
    public required int AtOnce { get; init; }

    /// <summary>Composes both passes. What the source cannot read becomes part of the result.</summary>
    /// <param name="source">The log files.</param>
    /// <param name="store">Reads them, and takes their copies.</param>
    /// <param name="evidence">Takes and returns evidence.</param>
    /// <param name="waiting">The files that wait for evidence.</param>
    /// <param name="released">Takes the files that have waited for the evidence.</param>
    /// <param name="options">The options of both passes.</param>
    /// <param name="finished">The files to leave alone.</param>
    /// <param name="result">Collects what the passes did.</param>
    /// <param name="atOnce">How many files are worked on at once; null for one on each processor.</param>
    public static TwoPasses Create(
        IReplaySource source,
        ILogStore store,
        IEvidenceStore evidence,
        IWaitingList waiting,
        IEnrichQueue released,
        PassOptions options,
        IFinishedCopies finished,
        ReplayResult result,
        int? atOnce = null)
    {
        source.Notes.Listen(result.Add);

        var forms = new AnyFormStore(store, source.Notes, source.NameOf);
        return new TwoPasses
        {
            Source = source,
            Store = forms,
            Index = new IndexPass(forms, evidence, waiting, released, options, NullLogger<IndexPass>.Instance, result.Add),
            Enrich = new EnrichPass(
                forms, evidence, waiting, released, options, TimeProvider.System, NullLogger<EnrichPass>.Instance, result.Add),
            Finished = finished,
            Refused = new RefusedFiles(atOnce ?? Environment.ProcessorCount, result.Add),
            IsSelection = options.Selection is not null,
            Result = result,
            AtOnce = atOnce ?? Environment.ProcessorCount,
        };
    }

    /// <summary>Runs pass 1.</summary>
    public async Task IndexAsync(ProgressBar progress, CancellationToken cancellationToken)
    {
        await progress.EachAsync(
            "Pass 1: index",
            Source,
            AtOnce,
            (place, file) => HandleAsync(place, file, () => IndexAsync(place, file, cancellationToken), cancellationToken),
            cancellationToken);
        Refused.End();
    }

    /// <summary>Runs pass 2.</summary>
    public Task EnrichAsync(ProgressBar progress, CancellationToken cancellationToken) =>
        progress.EachAsync(
            "Pass 2: enrich",
            Source,
            AtOnce,
            (place, file) => HandleAsync(place, file, () => EnrichAsync(place, file, cancellationToken), cancellationToken),
            cancellationToken);

    /// <summary>Runs pass 2 over one more file.</summary>
    public Task EnrichAsync(EnrichRequest request, CancellationToken cancellationToken) =>
        HandleAsync(
            place: null,
            request.Announced,
            async () => Result.Add(await Enrich.RunAsync(request, cancellationToken)),
            cancellationToken);

    private async Task IndexAsync(int place, ObjectCreated file, CancellationToken cancellationToken)
    {
        if (Finished.HoldEvidence && await Finished.HasAsync(file, cancellationToken))
        {
            Result.AddComplete();
            _notes.Done(place, file);
            return;
        }

        var report = await Index.RunAsync(file, cancellationToken);
        Result.Add(report);
        if (report.Kind == ObjectKind.LogFile)
        {
            _notes.Indexed(place, file, report.RedactedSessions);
        }
        else
        {
            Source.Notes.PassOver(KindOf(report.Kind), Source.NameOf(file.File));
            _notes.Done(place, file);
        }
    }

    private static PassedOverKind KindOf(ObjectKind kind) => kind switch
    {
        ObjectKind.EnrichedCopy => PassedOverKind.EnrichedCopy,
        ObjectKind.OtherDelivery => PassedOverKind.OtherDelivery,
        _ => PassedOverKind.OtherFile,
    };

    private async Task EnrichAsync(int place, ObjectCreated file, CancellationToken cancellationToken)
    {
        if (_notes.IsDone(place, file))
        {
            return;
        }

        if (!Finished.HoldEvidence && await Finished.HasAsync(file, cancellationToken))
        {
            Result.AddComplete();
            return;
        }

        var sessions = _notes.SessionsOf(place, file);
        if (IsSelection && sessions is { Count: 0 })
        {
            Source.Notes.PassOver(PassedOverKind.Unselected, Source.NameOf(file.File));
            return;
        }

        Result.Add(await Enrich.RunAsync(new EnrichRequest(file) { RedactedSessions = sessions }, cancellationToken));
        Finished.Add(file);
    }

    /// <summary>One file's failure is named and leaves the others alone. What failed in pass 1 is not tried in pass 2.</summary>
    private async Task HandleAsync(int? place, ObjectCreated file, Func<Task> handle, CancellationToken cancellationToken)
    {
        try
        {
            await Store.RunAsync(file.File, handle, cancellationToken);
            Refused.Handled();
        }
        catch (AwsSetupException e)
        {
            if (!e.MayConcernOneObject)
            {
                // It concerns every file alike: the run ends here.
                throw;
            }

            Refused.Add(FileFailure.From(Source.NameOf(file.File), e.Message), e);
            if (place is { } known)
            {
                _notes.Done(known, file);
            }
        }
        catch (Exception e) when (e is LogFileException or IOException or UnauthorizedAccessException)
        {
            Result.Add(FileFailure.From(Source.NameOf(file.File), e.Message));
            if (place is { } known)
            {
                _notes.Done(known, file);
            }
        }
    }
}
