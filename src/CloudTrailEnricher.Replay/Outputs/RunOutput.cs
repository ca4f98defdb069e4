using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Notifications;

namespace CloudTrailEnricher.Replay.Outputs;

/// <summary>What a run does with its copies: nothing, write them, leave complete ones alone, or compare them.</summary>
internal sealed class RunOutput
{
    /// <summary>Takes the copies; null where nobody wants them here.</summary>
    public ICopies? Target { get; private init; }

    /// <summary>The files to leave alone.</summary>
    public IFinishedCopies Finished { get; private init; } = new NoFinishedCopies();

    /// <summary>What the output folder is known to hold; null where nothing is written to one.</summary>
    public OutputMarker? Marker { get; private init; }

    /// <summary>The comparison; null where none was asked for.</summary>
    public CheckedCopies? Checked { get; private init; }

    /// <summary>Whether the run may write at all: a mere comparison changes nothing, not even the evidence file.</summary>
    public bool MayWrite => Checked is null || Marker is not null;

    /// <summary>Copies go elsewhere, such as into a bucket.</summary>
    public static RunOutput Elsewhere(IFinishedCopies finished) => new() { Finished = finished };

    /// <summary>Copies go to a folder, or nowhere.</summary>
    /// <param name="options">What the run is asked to do.</param>
    /// <param name="folder">The folder; null for a dry run.</param>
    /// <param name="prefix">The copies' prefix.</param>
    /// <param name="evidenceId">The evidence file's id; null where there is none.</param>
    /// <param name="sourceTime">When a log file was written.</param>
    /// <exception cref="UsageException">
    /// The folder holds other things than copies, or copies of another version that are to be left alone.
    /// </exception>
    public static RunOutput Open(
        ReplayOptions options, OutputFolder? folder, EnrichedPrefix prefix, string? evidenceId, Func<ObjectCreated, DateTime> sourceTime)
    {
        if (folder is null)
        {
            return new RunOutput();
        }

        var marker = OutputMarker.Open(options.OutputFolder!, prefix, evidenceId, options.Selection?.ToString() ?? "", options.Resume);
        if (options.Verify)
        {
            // The time of a copy is not believed; where copies are mended, they get it all the same.
            var compared = new CheckedCopies(folder, mend: options.Resume);
            return options.Resume
                ? new RunOutput
                {
                    Target = compared,
                    Checked = compared,
                    Marker = marker,
                    Finished = new CopiesInFolder(folder, sourceTime, marker: null),
                }
                : new RunOutput { Target = compared, Checked = compared };
        }

        var finished = new CopiesInFolder(folder, sourceTime, options.Resume ? marker : null);
        return new RunOutput { Target = folder, Marker = marker, Finished = finished };
    }
}
